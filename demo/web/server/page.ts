import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { bundle, minifyStyles } from './bundle';

const PAGE = resolve(__dirname, '../page');
const STYLES = ['base', 'form', 'fleet', 'run', 'backoff', 'code'];

/** The page talks to the server it came from and to nobody else. It says so itself too, for when it has no server. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  ...['script', 'worker', 'style', 'img', 'connect'].map((what) => `${what}-src 'self'`),
  ...['base-uri', 'form-action', 'frame-ancestors'].map((what) => `${what} 'none'`),
].join('; ');

const HEADERS = {
  'Content-Security-Policy': CONTENT_SECURITY_POLICY,
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cache-Control': 'no-cache',
};

/** A file of the page. Its name is relative to where the page lies, which may be anywhere. */
export interface PageFile {
  readonly name: string;
  readonly type: string;
  readonly text: string;
}

const read = (file: string): Promise<string> => readFile(resolve(PAGE, file), 'utf8');

/**
 * Makes the page.
 *
 * @param hasServer whether the flaky server is behind it. Without one, the page has its own.
 */
export async function pageFiles(hasServer: boolean): Promise<PageFile[]> {
  const [html, icon, scripts, ...styles] = await Promise.all([
    read('index.html'),
    read('icon.svg'),
    bundle(resolve(PAGE, 'main.ts'), resolve(PAGE, 'fleet/worker.ts')),
    ...STYLES.map((name) => read(`styles/${name}.css`)),
  ]);
  return [
    {
      name: 'index.html',
      type: 'text/html',
      text: hasServer ? html.replace('data-server="page"', 'data-server="real"') : html,
    },
    { name: 'icon.svg', type: 'image/svg+xml', text: icon },
    { name: 'page.css', type: 'text/css', text: await minifyStyles(styles.join('\n')) },
    ...scripts.map(({ name, code }) => ({ name, type: 'text/javascript', text: code })),
  ];
}

/** Makes the page once, and serves it from memory. */
export async function servePage(app: FastifyInstance): Promise<void> {
  for (const { name, type, text } of await pageFiles(true)) {
    app.get(name === 'index.html' ? '/' : `/${name}`, (_request, reply) =>
      reply.headers(HEADERS).type(`${type}; charset=utf-8`).send(text),
    );
  }
}
