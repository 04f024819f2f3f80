import { build } from 'vite';

const [input, entryFileNames] = process.argv.slice(2);
await build({
  configFile: false,
  logLevel: 'error',
  build: {
    emptyOutDir: false,
    outDir: '.',
    // A script, since jsdom runs no modules.
    rollupOptions: { input, output: { format: 'iife', entryFileNames } },
  },
});
