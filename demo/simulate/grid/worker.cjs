// A thread can't begin with a file of TypeScript.
require('tsx/cjs');
module.exports = require('./worker.ts').simulateOne;
