// Runs a worker in workerd, and prints what it says: FILE, then what it is asked.
import { readFileSync } from 'node:fs';
import { Miniflare } from 'miniflare';

const [file, body] = process.argv.slice(2);
const miniflare = new Miniflare({
  modules: true,
  script: readFileSync(file, 'utf8'),
  compatibilityDate: '2026-07-01',
});
const response = await miniflare.dispatchFetch('http://worker.example/', { method: 'POST', body });
console.log(await response.text());
await miniflare.dispose();
