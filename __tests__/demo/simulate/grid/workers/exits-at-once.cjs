const { exit } = require('node:process');

exit(8);
