import { setTimeout as wait } from 'node:timers/promises';
import { failFirst, succeed } from './adapters';
import { heapUsed } from '../shared/heap';
import { loadAxios, makeClient, type Subject } from './subjects';

const HOUR = 3_600_000;
// Asleep before the first look at the heap, so that compiled code and the like are not counted.
const EARLIER = 500;
const SLEEPERS = 5000;

const RETRIES = 10;
const CALLS_AT_ONCE = 100;

/** What a sleeping call has behind it. */
export interface Past {
  /** How many retries of other calls: V8 compiles a loop for speed when it has run for a while. */
  readonly retries?: number;
  /** The size of the answer that failed, in bytes. */
  readonly bodySize?: number;
}

/** Sends calls that fail once, and sees them asleep before their first retry. */
async function putToSleep(send: () => Promise<unknown>, calls: number): Promise<void> {
  const before = countTimers();
  for (let call = 0; call < calls; call++) void send();
  await wait(50);
  const asleep = countTimers() - before;
  if (asleep !== calls) throw new Error(`${asleep} of ${calls} calls are asleep.`);
}

const countTimers = (): number =>
  process.getActiveResourcesInfo().filter((resource) => resource === 'Timeout').length;

async function retry(subject: Subject, times: number): Promise<void> {
  const axios = await loadAxios();
  const client = await makeClient(subject, { retries: RETRIES, delay: 0 }, { adapter: succeed });
  for (let done = 0; done < times; done += CALLS_AT_ONCE * RETRIES) {
    const calls = Array.from({ length: CALLS_AT_ONCE }, () =>
      client.get('/orders', { adapter: failFirst(RETRIES, axios) }),
    );
    await Promise.all(calls);
  }
}

/**
 * The heap in bytes that one sleeping call holds. The calls are still asleep afterwards, since not everyone can
 * wake them: let the process exit.
 */
export async function heapPerSleeper(
  subject: Subject,
  { retries = 0, bodySize }: Past = {},
): Promise<number> {
  await retry(subject, retries);
  const adapter = failFirst(Infinity, await loadAxios(), bodySize);
  const client = await makeClient(subject, { retries: RETRIES, delay: HOUR }, { adapter });
  const send = (): Promise<unknown> => client.get('/orders');
  await putToSleep(send, EARLIER);
  const before = heapUsed();
  await putToSleep(send, SLEEPERS);
  return (heapUsed() - before) / SLEEPERS;
}
