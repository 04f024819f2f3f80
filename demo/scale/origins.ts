import { atMost, type Finding } from '../shared/findings';
import { heapUsed } from '../shared/heap';
import { failIf, openGuards, type Subject } from './subject';

const MEGABYTE = 1024 * 1024;
const AT_ONCE = 1000;
const MOST = 64 * MEGABYTE;

/** Whether budget and pacer, which keep something for each server, forget it again. Each tenth call needs a retry. */
export async function checkOrigins(
  subject: Subject,
  origins: number,
  { most = MOST, samples = 20 } = {},
): Promise<Finding[]> {
  const { axios, plugin } = subject;
  const adapter = failIf(
    axios,
    (config) => config.url?.endsWith('0') === true && !config['axios-retry']?.retryCount,
  );
  const client = axios.create({ adapter });
  plugin.axiosRetry(client, { log: false, retryDelay: 0, ...openGuards(subject) });
  let next = 0;
  const send = async (calls: number): Promise<void> => {
    for (const end = next + calls; next < end;) {
      const batch = Array.from({ length: AT_ONCE }, () => client.get(`https://h${next++}`));
      await Promise.all(batch);
    }
  };
  await send(AT_ONCE);
  const before = heapUsed();
  let highest = 0;
  for (let sample = 0; sample < samples; sample++) {
    await send(origins / samples);
    highest = Math.max(highest, heapUsed() - before);
  }
  return [
    atMost(
      `heap after ${origins.toLocaleString('en')} origins`,
      highest,
      most,
      (bytes) => `${(bytes / MEGABYTE).toFixed(1)} MB`,
    ),
  ];
}
