// Answers at once, with figures that tell the job.
module.exports = ({ scenario, strategy }) => ({ strategy, rate: scenario.rate, seed: scenario.seed });
