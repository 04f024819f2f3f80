import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { bundle } from './bundle';

const PAGE = resolve(__dirname, '../page');
const STYLES = ['base', 'form', 'run', 'backoff', 'code'];

/** The page talks to the server it came from and to nobody else; the browser sees to that. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  ...['script', 'style', 'img', 'connect'].map((what) => `${what}-src 'self'`),
  ...['base-uri', 'form-action', 'frame-ancestors'].map((what) => `${what} 'none'`),
].join('; ');

const HEADERS = {
  'Content-Security-Policy': CONTENT_SECURITY_POLICY,
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cache-Control': 'no-cache',
};

const read = (file: string): Promise<string> => readFile(resolve(PAGE, file), 'utf8');

/** Makes the page once, and serves it from memory. */
export async function servePage(app: FastifyInstance): Promise<void> {
  const [html, icon, script, ...styles] = await Promise.all([
    read('index.html'),
    read('icon.svg'),
    bundle(resolve(PAGE, 'main.ts')),
    ...STYLES.map((name) => read(`styles/${name}.css`)),
  ]);
  const files = [
    ['/', 'text/html', html],
    ['/icon.svg', 'image/svg+xml', icon],
    ['/page.js', 'text/javascript', script],
    ['/page.css', 'text/css', styles.join('\n')],
  ] as const;
  for (const [path, type, text] of files) {
    app.get(path, (_request, reply) => reply.headers(HEADERS).type(`${type}; charset=utf-8`).send(text));
  }
}
