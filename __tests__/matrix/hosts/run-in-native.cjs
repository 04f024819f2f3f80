// Runs a bundle where there is what React Native has, and prints what the app says: FILE, then two servers.
const { readFileSync } = require('node:fs');
const { createContext, runInContext } = require('node:vm');
const { JSDOM } = require('jsdom');

const [file, one, two] = process.argv.slice(2);
// The network, which is native there.
const { window } = new JSDOM('', { url: `${one}/page` });
const { XMLHttpRequest, FormData, Blob } = window;
const global = createContext({
  ...{ XMLHttpRequest, FormData, Blob, AbortController, performance, console },
  ...{ setTimeout, clearTimeout, setImmediate, queueMicrotask },
  navigator: { product: 'ReactNative' },
});
global.window = global.self = global.global = global;
runInContext(readFileSync(file, 'utf8'), global);
global.runApp(one, two).then((report) => {
  console.log(JSON.stringify(report));
  window.close();
});
