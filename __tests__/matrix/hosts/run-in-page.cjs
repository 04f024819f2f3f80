// Runs a bundle in a page, and prints what it says: FILE, then the servers, of which the first has also the page.
const { readFileSync } = require('node:fs');
const { JSDOM, VirtualConsole } = require('jsdom');

const [file, one, two] = process.argv.slice(2);
const virtualConsole = new VirtualConsole();
virtualConsole.on('jsdomError', (error) => console.error(error));
const { window } = new JSDOM('', { url: `${one}/page`, runScripts: 'outside-only', virtualConsole });
window.eval(readFileSync(file, 'utf8'));
window.runApp(one, two).then((report) => {
  console.log(JSON.stringify(report));
  window.close();
});
