// Metro reads the `exports` of this folder, not those of the package, and they can't leave it.
module.exports = require('../dist/axios-retry.js');
