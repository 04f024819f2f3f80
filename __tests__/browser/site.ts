import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startServer, status, type Behaviour } from '../http/scripted-server';
import { listen } from './page-call';

const ROOT = join(__dirname, '../..');

const SCRIPTS: Readonly<Record<string, string>> = {
  '/axios.umd.js': 'node_modules/axios/dist/axios.min.js',
  '/axios.mjs': 'node_modules/axios/dist/esm/axios.min.js',
  '/axios-backoff.umd.js': 'dist/axios-backoff.umd.js',
  '/axios-backoff.mjs': 'dist/index.mjs',
};

// Each leaves the same names, whatever the form in which it came by them.
const PAGES = {
  UMD: `
    <script src="/axios.umd.js"></script>
    <script src="/axios-backoff.umd.js"></script>
    <script>library = { axios, plugin: axiosRetry };</script>`,
  ESM: `
    <script type="importmap">{ "imports": { "axios": "/axios.mjs", "axios-backoff": "/axios-backoff.mjs" } }</script>
    <script type="module">
      import axios from 'axios';
      import * as plugin from 'axios-backoff';
      globalThis.library = { axios, plugin };
    </script>`,
};

/** The built files that a page can load: by script tags, or through an import map. */
export type Build = keyof typeof PAGES;
export const BUILDS = Object.keys(PAGES) as Build[];

const html = (body: string): string =>
  `<!doctype html><title>axios-backoff</title><link rel="icon" href="data:,">
   <script>(${listen.toString()})()</script>${body}`;

// Leaves no connection that a call could use.
const CLOSE = { connection: 'close' };

/** What a server answers of which a page loads the files of a build. */
export function pageOf(build: Build, url: string): Behaviour {
  const script = SCRIPTS[url];
  return script
    ? status(200, { ...CLOSE, 'content-type': 'text/javascript' }, readFileSync(join(ROOT, script)))
    : status(200, { ...CLOSE, 'content-type': 'text/html' }, html(PAGES[build]));
}

/** Serves a page for each build, and returns its address. */
export async function servePage(build: Build): Promise<string> {
  const { origin } = await startServer(({ url }) => pageOf(build, url));
  return origin;
}
