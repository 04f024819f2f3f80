module.exports = ({ scenario }) => {
  if (scenario.seed === 2) throw new RangeError('no such scenario');
  return {};
};
