import { failFirst, succeed } from './adapters';
import { loadAxios, makeClient, type Subject } from './subjects';
import { processorTime } from '../shared/processor-time';
import { takeTurns, wallTime, type Figures, type Work } from './turns';

const CALLS = 100;

/** Wall time of calls, one after the other, that never fail. */
export async function measureCalls(subjects: readonly Subject[], isGuarded: boolean): Promise<Figures> {
  const works = new Map<Subject, Work>();
  for (const subject of subjects) {
    const client = await makeClient(subject, { retries: 10, delay: 0, isGuarded }, { adapter: succeed });
    works.set(subject, async () => {
      for (let call = 0; call < CALLS; call++) await client.get('/orders');
    });
  }
  return takeTurns(works, { turns: 80, warmup: 40, now: wallTime, size: CALLS });
}

const RETRIES = 10;
const CALLS_AT_ONCE = 20;

/** Processor time, of all threads, of calls that succeed at their last retry. */
export async function measureRetries(subjects: readonly Subject[]): Promise<Figures> {
  const axios = await loadAxios();
  const works = new Map<Subject, Work>();
  for (const subject of subjects) {
    const client = await makeClient(subject, { retries: RETRIES, delay: 0 }, { adapter: succeed });
    // Many at once, since a plugin may wait 0 ms by a timer: alone it would be charged for an idle event loop too.
    works.set(subject, async () => {
      const calls = Array.from({ length: CALLS_AT_ONCE }, () =>
        client.get('/orders', { adapter: failFirst(RETRIES, axios) }),
      );
      await Promise.all(calls);
    });
  }
  return takeTurns(works, { turns: 25, warmup: 10, now: processorTime, size: CALLS_AT_ONCE * RETRIES });
}
