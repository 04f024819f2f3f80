module.exports = ({ scenario }) => {
  if (scenario.seed === 2) process.exit(7);
  return {};
};
