import { fork } from 'node:child_process';
import { once } from 'node:events';
import { Agent } from 'node:http';
import { resolve } from 'node:path';
import { makeClient, type Subject } from './subjects';
import { takeTurns, type Figures, type Work } from './turns';

const SERVER = resolve(__dirname, 'server.ts');

const CALLS = 200;
const CALLS_AT_ONCE = 20;

/**
 * The time of calls to a real server on this machine, over connections that are kept alive. The server stays until
 * this process exits.
 *
 * @param failEvery each of so many answers is a 503; `0` for none.
 * @param now the clock.
 */
export async function measureNetwork(
  subjects: readonly Subject[],
  failEvery: number,
  now: () => number,
): Promise<Figures> {
  const server = fork(SERVER, [String(failEvery)], { execArgv: ['--import', 'tsx'] });
  const [port] = (await once(server, 'message')) as [number];
  const works = new Map<Subject, Work>();
  for (const subject of subjects) {
    const client = await makeClient(
      subject,
      { retries: 10, delay: 0 },
      {
        baseURL: `http://127.0.0.1:${port}`,
        httpAgent: new Agent({ keepAlive: true, maxSockets: CALLS_AT_ONCE }),
      },
    );
    works.set(subject, async () => {
      let left = CALLS;
      const work = async (): Promise<void> => {
        while (left-- > 0) await client.get('/orders');
      };
      await Promise.all(Array.from({ length: CALLS_AT_ONCE }, work));
    });
  }
  return takeTurns(works, { turns: 30, warmup: 15, now, size: CALLS });
}
