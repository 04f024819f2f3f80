import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { json, startServer, status, type ScriptedServer } from '../http/server';
import type { Span } from './opentelemetry-client';

const ROOT = resolve(__dirname, '../..');
const TSX = resolve(ROOT, 'node_modules/tsx/dist/cli.mjs');
const CLIENT = resolve(__dirname, 'opentelemetry-client.ts');
const RECIPE = resolve(__dirname, 'opentelemetry-recipe.ts');

/**
 * What a program prints of one call. The instrumentation hooks into the way in which Node loads modules, and Jest has a way of
 * its own, so the client has a process to itself.
 */
const printedBy = (program: string, url: string): Promise<unknown> =>
  new Promise((done, fail) => {
    const env = { PATH: process.env.PATH };
    execFile(process.execPath, [TSX, program, url], { cwd: ROOT, env }, (error, stdout, stderr) => {
      if (error) fail(new Error(`${stdout}${stderr}`));
      else done(JSON.parse(stdout));
    });
  });

/** The id of the span that a request says it belongs to. */
const spanIdsOf = ({ received }: ScriptedServer): (string | undefined)[] =>
  received.map(({ rawHeaders }) => rawHeaders[rawHeaders.indexOf('traceparent') + 1]?.split('-')[2]);

describe("OpenTelemetry's http instrumentation", () => {
  it('sees one client span for each attempt, each under the span of the caller', async () => {
    const server = await startServer([status(503), status(429), json('the orders')]);

    const spans = (await printedBy(CLIENT, `${server.origin}/orders`)) as readonly Span[];

    const attempts = spans.filter(({ kind }) => kind === 'client');
    expect(attempts.map((span) => span.status)).toEqual([503, 429, 200]);
    const [caller] = spans.filter(({ kind }) => kind === 'other');
    expect(attempts.map(({ parent }) => parent)).toEqual([caller?.id, caller?.id, caller?.id]);
    // The headers that carry the trace belong to the attempt, and are not left over from the one before.
    expect(spanIdsOf(server)).toEqual(attempts.map(({ id }) => id));
    expect(new Set(attempts.map(({ id }) => id)).size).toBe(3);
  });

  it('has the number of the retry on each span, with the recipe of docs/logging.md', async () => {
    const server = await startServer([status(503), status(429), json('the orders')]);
    expect(await printedBy(RECIPE, server.origin)).toEqual([
      [503, 'none'],
      [429, 1],
      [200, 2],
    ]);
  });
});
