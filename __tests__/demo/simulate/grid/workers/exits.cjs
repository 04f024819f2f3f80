const { exit } = require('node:process');

module.exports = ({ scenario }) => {
  if (scenario.seed === 2) exit(7);
  return {};
};
