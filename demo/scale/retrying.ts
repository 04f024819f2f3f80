import type { RetryOptions } from '../../lib';
import { atMost, type Finding } from '../shared/findings';
import { heapUsed } from '../shared/heap';
import { median } from '../shared/median';
import { processorTime } from '../shared/processor-time';
import { inVirtualTime } from '../shared/virtual-time';
import { failIf, openGuards, type Subject } from './subject';

/** A call at one moment. */
interface Sample {
  readonly heap: number;
  /** Processor time of a retry since the sample before, in microseconds. */
  readonly time: number;
}

interface Sizes {
  readonly retries: number;
  readonly samples: number;
}

/** Everything that may keep something with each retry. */
const everything = (subject: Subject): RetryOptions => ({
  ...openGuards(subject),
  maxElapsedTime: 1e12,
  onRetry: () => Promise.resolve(),
  renewData: () => ({ order: 1 }),
  retryCondition: () => Promise.resolve(undefined),
  validateResponse: (response) => response.status === 200,
  log: () => undefined,
});

/** Follows one call that fails many times. Its waits pass without a wait: 100,000 timers of 1 ms take two minutes. */
async function followCall(
  subject: Subject,
  { retries, samples: count }: Sizes,
  options: RetryOptions,
): Promise<Sample[]> {
  const { axios, plugin } = subject;
  const samples: Sample[] = [];
  const block = retries / count;
  let attempts = 0;
  let since = processorTime();
  const adapter = failIf(axios, () => {
    if (attempts > 0 && attempts % block === 0) {
      const time = ((processorTime() - since) * 1000) / block;
      samples.push({ heap: heapUsed(), time });
      since = processorTime();
    }
    return attempts++ < retries;
  });
  const client = axios.create({ adapter });
  plugin.axiosRetry(client, { log: false, ...options, retries, retryDelay: 1 });
  const { signal } = new AbortController();
  const { token } = axios.CancelToken.source();
  let call: Promise<unknown> | undefined;
  await inVirtualTime(() => {
    call = client.put('https://a.example/', { order: 1 }, { signal, cancelToken: token });
  }, Math.random);
  await call;
  return samples;
}

// In half of 100,000 retries. What code and its feedback take was 100 kB; 8 bytes a retry would be 400 kB.
const MOST_GROWTH = 256 * 1024;
const MOST_SLOWER = 1.5;

function judge(what: string, samples: readonly Sample[]): Finding[] {
  // The first half is for the compiler.
  const late = samples.slice(samples.length / 2);
  const [early, last] = [late[0], late.at(-1)];
  const middle = median(late.slice(0, 2).map(({ time }) => time));
  const end = median(late.slice(-2).map(({ time }) => time));
  return [
    atMost(
      `${what}: heap growth`,
      (last?.heap ?? NaN) - (early?.heap ?? NaN),
      MOST_GROWTH,
      (bytes) => `${(bytes / 1024).toFixed(0)} kB`,
    ),
    atMost(
      `${what}: time of late ÷ earlier ones`,
      end / middle,
      MOST_SLOWER,
      (ratio) => `${ratio.toFixed(2)} ×`,
    ),
  ];
}

/** Whether one call that fails very often takes more and more memory or time. */
export async function checkRetrying(subject: Subject, sizes: Sizes): Promise<Finding[]> {
  return [
    ...judge('retries of one call', await followCall(subject, sizes, {})),
    ...judge('retries of one call, every option', await followCall(subject, sizes, everything(subject))),
  ];
}
