process.exit(8);
