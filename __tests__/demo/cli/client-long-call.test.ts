import { callWithRetries } from '../../../demo/cli/client';
import { startFlakyServer, type FlakyServer } from '../../../demo/shared/flaky-server';

// A jitter that draws next to nothing, so that a hundred waits are short.
jest.mock('pure-rand/distribution/uniformFloat64', () => ({ uniformFloat64: () => 2 ** -20 }));

let server: FlakyServer | undefined;

afterEach(() => server?.close());

it('keeps rows and waits together for more attempts than the plugin remembers', async () => {
  server = await startFlakyServer({ failures: 104, mode: 'status', status: 503 });
  const options = { mode: 'status', retries: 104, seed: 1, realTime: false };
  const { signal } = new AbortController();
  const { ok, attempts } = await callWithRetries(server.url, options, () => undefined, signal);

  expect(ok).toBe(true);
  expect(attempts.map(({ duration }) => duration !== undefined)).toEqual([
    ...Array<boolean>(5).fill(false),
    ...Array<boolean>(100).fill(true),
  ]);
  expect(attempts[1]).toMatchObject({ ok: false, wait: 20 * 2 ** -20, ceiling: 20 });
  expect(attempts.at(-1)).toMatchObject({ ok: true, wait: 1200 * 2 ** -20, ceiling: 1200 });
});
