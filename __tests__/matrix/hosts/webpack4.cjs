// webpack 4 as Create React App 4 sets it up: one preset for the app, another for what it depends on.
process.env.BABEL_ENV = 'production';
const webpack = require('webpack4');

const [entry, out] = process.argv.slice(2);

const babel = (preset, options) => ({
  loader: 'babel-loader',
  options: { babelrc: false, configFile: false, compact: false, presets: [[preset, options]] },
});

webpack(
  {
    mode: 'production',
    entry: `./${entry}`,
    output: { path: process.cwd(), filename: out },
    module: {
      strictExportPresence: true,
      rules: [
        {
          test: /\.m?js$/,
          type: 'javascript/auto',
          oneOf: [
            {
              exclude: /node_modules/,
              use: babel('babel-preset-react-app', { runtime: 'automatic' }),
            },
            {
              exclude: /@babel.runtime/,
              use: babel('babel-preset-react-app/dependencies', { helpers: true }),
            },
          ],
        },
      ],
    },
  },
  (error, stats) => {
    if (!error && !stats.hasErrors()) return;
    console.error(error ?? stats.toString('errors-warnings'));
    process.exitCode = 1;
  },
);
