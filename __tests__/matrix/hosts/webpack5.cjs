const webpack = require('webpack5');

const [entry, out] = process.argv.slice(2);

webpack(
  {
    mode: 'production',
    entry: `./${entry}`,
    output: { path: process.cwd(), filename: out },
    module: { parser: { javascript: { exportsPresence: 'error' } } },
  },
  (error, stats) => {
    if (!error && !stats.hasErrors()) return;
    console.error(error ?? stats.toString('errors-warnings'));
    process.exitCode = 1;
  },
);
