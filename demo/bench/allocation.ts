import { succeed } from './adapters';
import { heapUsed } from '../shared/heap';
import { makeClient, type Subject } from './subjects';

const CALLS = 4000;
// So many that everything on the way has been compiled for speed, as in a service that has run for a while.
const WARMUP = 20_000;
const TIMES = 5;

/**
 * Flags for Node. Without a collection the heap grows by just what is allocated, and the young generation must have
 * the room for that. And the compiler works on the main thread: what it has compiled by then does not depend on the
 * machine.
 */
export const ALLOCATION_FLAGS = ['--predictable', '--min-semi-space-size=256', '--max-semi-space-size=256'];

/**
 * The bytes that a call allocates that never fails, several times. They are the same on any machine, but for some in
 * a thousand.
 */
export async function allocatedPerCall(subject: Subject, isGuarded = false): Promise<number[]> {
  const settings = { retries: 10, delay: 0, isGuarded };
  // One more key in the config makes the lists of its keys grow, which axios makes. With a baseURL they have grown before.
  const client = await makeClient(subject, settings, {
    adapter: succeed,
    baseURL: 'https://api.example.com',
  });
  const send = async (calls: number): Promise<void> => {
    for (let call = 0; call < calls; call++) await client.get('/orders');
  };
  await send(WARMUP);
  const figures: number[] = [];
  for (let time = 0; time < TIMES; time++) {
    const before = heapUsed();
    await send(CALLS);
    figures.push((process.memoryUsage().heapUsed - before) / CALLS);
  }
  return figures;
}
