import { callWithRetries, type ClientOptions, type Run } from '../../../demo/cli/client';
import { until } from '../../http/scripted-server';
import {
  startFlakyServer,
  type FlakyServer,
  type FlakyServerOptions,
} from '../../../demo/shared/flaky-server';

let server: FlakyServer | undefined;
let lines: string[];

beforeEach(() => {
  server = undefined;
  lines = [];
});

afterEach(() => server?.close());

async function callFlaky(
  options: Partial<FlakyServerOptions & ClientOptions>,
  signal = new AbortController().signal,
): Promise<Run> {
  const all = {
    failures: 3,
    mode: 'status',
    status: 503,
    retries: 10,
    seed: 7,
    realTime: false,
    ...options,
  } as const;
  server = await startFlakyServer(all);
  return callWithRetries(server.url, all, (line) => lines.push(line), signal);
}

describe('the client of the demo', () => {
  it('puts each attempt with its own outcome, and with the wait before it', async () => {
    const { ok, reason, attempts, elapsed } = await callFlaky({ status: 500 });
    expect([ok, reason]).toEqual([true, undefined]);
    expect(
      attempts.map(({ attempt, ok, outcome, status, ceiling }) => [attempt, ok, outcome, status, ceiling]),
    ).toEqual([
      [1, false, '500 Internal Server Error', 500, 0],
      [2, false, '500 Internal Server Error', 500, 20],
      [3, false, '500 Internal Server Error', 500, 40],
      [4, true, '200 OK', 200, 80],
    ]);
    expect(attempts[0]!.wait).toBe(0);
    for (const { wait, ceiling, duration } of attempts.slice(1)) {
      expect(wait).toBeGreaterThan(0);
      expect(wait).toBeLessThanOrEqual(ceiling);
      expect(duration).toBeGreaterThan(0);
    }
    const waited = attempts.reduce((sum, { wait }) => sum + wait, 0);
    // A timer may fire a millisecond early by the finer clock.
    expect(elapsed).toBeGreaterThanOrEqual(waited - attempts.length);
    expect(server?.calls).toBe(4);
  });

  it('says the plugin’s lines, one before each sleep and one at the end', async () => {
    await callFlaky({ failures: 2 });
    expect(lines).toEqual([
      expect.stringMatching(/ failed: 503 Service Unavailable\. Retry 1 of 10 in \d+ ms \(up to 20 ms\), /),
      expect.stringMatching(/ failed: 503 Service Unavailable\. Retry 2 of 10 in \d+ ms \(up to 40 ms\), /),
      expect.stringMatching(/ recovered after 2 retries, [\d.]+ m?s elapsed\.$/),
    ]);
  });

  it('waits the same with the same seed, and otherwise with another', async () => {
    const waitsOf = async (seed: number): Promise<number[]> => {
      const { attempts } = await callFlaky({ seed });
      await server?.close();
      return attempts.map(({ wait }) => wait);
    };
    const [first, again, other] = [await waitsOf(7), await waitsOf(7), await waitsOf(8)];
    expect(again).toEqual(first);
    expect(other).not.toEqual(first);
  });

  it('keeps each wait between what Retry-After asked and its ceiling', async () => {
    const { attempts } = await callFlaky({ status: 429, retryAfter: 0, failures: 2 });
    for (const { wait, ceiling, retryAfter } of attempts.slice(1)) {
      expect([retryAfter, ceiling]).toEqual([0, 100]);
      expect(wait).toBeLessThanOrEqual(100);
    }
    expect(attempts).toHaveLength(3);
  });

  it('gets over connections that are reset', async () => {
    const { ok, attempts } = await callFlaky({ mode: 'reset', failures: 1 });
    expect(ok).toBe(true);
    expect(attempts[0]).toMatchObject({ outcome: 'connection lost (ECONNRESET)', code: 'ECONNRESET' });
    expect(attempts[0]).not.toMatchObject({ status: expect.anything() });
  });

  it('gets over calls that hang, by its timeout', async () => {
    const { ok, attempts } = await callFlaky({ mode: 'hang', failures: 1 });
    expect(ok).toBe(true);
    expect(attempts[0]).toMatchObject({ outcome: 'timeout (ECONNABORTED)', code: 'ECONNABORTED' });
    // On a busy machine an attempt may time out before it has got through.
    expect(server?.calls).toBeGreaterThanOrEqual(2);
  });

  it('gives up when its retries are used up', async () => {
    const run = await callFlaky({ retries: 2 });
    expect(run).toMatchObject({ ok: false, reason: 'retries' });
    expect(run.attempts.map(({ ok }) => ok)).toEqual([false, false, false]);
    expect(lines.at(-1)).toContain('Gave up after 2 retries');
  });

  it('gives up at once when the server asks for more than it would wait', async () => {
    const run = await callFlaky({ retryAfter: 301 });
    expect(run).toMatchObject({ ok: false, reason: 'maxRetryAfter' });
    expect(run.attempts).toMatchObject([{ outcome: '503 Service Unavailable' }]);
  });

  it('is stopped by an abort in an attempt, which is that attempt’s outcome', async () => {
    const abort = new AbortController();
    const run = callFlaky({ mode: 'hang', realTime: true }, abort.signal);
    await until(() => server?.calls === 1);
    abort.abort();
    expect(await run).toMatchObject({
      ok: false,
      reason: 'cancelled',
      attempts: [{ outcome: 'cancelled', code: 'ERR_CANCELED' }],
    });
  });

  it('is stopped by an abort in a sleep, after which there was no attempt', async () => {
    const abort = new AbortController();
    const run = callFlaky({ realTime: true }, abort.signal);
    await until(() => lines.length > 0);
    abort.abort();
    expect(await run).toMatchObject({
      ok: false,
      reason: 'cancelled',
      attempts: [{ outcome: '503 Service Unavailable' }],
    });
    expect(server?.calls).toBe(1);
  });
});
