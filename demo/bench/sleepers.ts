import { setTimeout as wait } from 'node:timers/promises';
import { failFirst } from './adapters';
import { loadAxios, makeClient, type Subject } from './subjects';

const HOUR = 3_600_000;
// Asleep before the first look at the heap, so that compiled code and the like are not counted.
const WARMUP = 500;
const SLEEPERS = 5000;

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

function heapUsed(): number {
  if (!globalThis.gc) throw new Error('It needs node --expose-gc.');
  // What the first collection finalizes goes with the second.
  globalThis.gc();
  globalThis.gc();
  return process.memoryUsage().heapUsed;
}

/**
 * The heap in bytes that one sleeping call holds. The calls are still asleep afterwards, since not everyone can
 * wake them: let the process exit.
 */
export async function heapPerSleeper(subject: Subject): Promise<number> {
  const axios = await loadAxios();
  const client = await makeClient(subject, failFirst(Infinity, axios), { retries: 10, delay: HOUR });
  const send = (): Promise<unknown> => client.get('/orders');
  await putToSleep(send, WARMUP);
  const before = heapUsed();
  await putToSleep(send, SLEEPERS);
  return (heapUsed() - before) / SLEEPERS;
}
