import axios from 'axios';
import { startLoopback, type Answer, type Loopback } from '../../../demo/compare/loopback';
import { observe, type Ending } from '../../../demo/compare/observe';

const open: Loopback[] = [];

afterEach(async () => {
  for (const network of open.splice(0)) await network.close();
});

async function loopback(...answers: readonly [Answer, ...Answer[]]): Promise<Loopback> {
  const network = await startLoopback(answers, 1);
  open.push(network);
  return network;
}

const request = (network: Loopback, config = {}): Promise<unknown> =>
  axios.request({ url: network.url, httpAgent: network.agent, proxy: false, ...config });

const wait = (milliseconds: number): Promise<unknown> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

const HOUR = 3_600_000;

describe('a call that is observed', () => {
  it('resolves with what it had from a real server, in no time', async () => {
    const network = await loopback({ status: 200 });
    const ending = await observe(network, () => request(network));
    expect(ending).toMatchObject({ kind: 'resolved', value: { data: { order: 1 } }, elapsed: 0 });
    expect(network.received).toEqual([{ url: '/', body: '' }]);
  });

  it('is not taken to hang while a body is still on its way', async () => {
    const network = await loopback({ status: 200 });
    const data = 'x'.repeat(20_000_000);
    const ending = await observe(network, () => request(network, { method: 'put', data }));
    expect(ending.kind).toBe('resolved');
    expect(network.received[0]?.body).toHaveLength(data.length);
  });

  it('waits without taking time', async () => {
    const network = await loopback({ status: 503 }, { status: 200 });
    const ending = await observe(network, async () => {
      await request(network).catch(() => wait(HOUR));
      return request(network);
    });
    expect(ending).toMatchObject({ kind: 'resolved', elapsed: HOUR });
  });

  it.each<[Answer, object]>([
    ['reset', { code: 'ECONNRESET' }],
    [{ status: 503 }, { response: { status: 503 } }],
  ])('rejects with the error of %p', async (answer, error) => {
    const network = await loopback(answer);
    expect(await observe(network, () => request(network))).toMatchObject({ kind: 'rejected', error });
  });

  it('is refused when the server does not listen any more, and each attempt counts as a connection', async () => {
    const network = await loopback({ status: 200 });
    await network.refuse();
    const ending = await observe(network, () => request(network).catch(() => request(network)));
    expect(ending).toMatchObject({ kind: 'rejected', error: { code: 'ECONNREFUSED' } });
    expect(network.connections()).toBe(2);
  });

  it.each<[string, (network: Loopback) => Promise<unknown>]>([
    [
      'its only socket holds an answer that nobody reads',
      async (network) => {
        await request(network, { responseType: 'stream' });
        return request(network);
      },
    ],
    ['nothing will ever settle it', () => new Promise(() => undefined)],
  ])('hangs when %s', async (_why, call) => {
    const network = await loopback({ status: 200 });
    expect(await observe(network, () => call(network))).toEqual({ kind: 'hangs' });
  });

  it('can be acted on when it begins to wait, before any time has passed', async () => {
    const network = await loopback({ status: 200 });
    const controller = new AbortController();
    const ending = await observe(
      network,
      () =>
        new Promise((_resolve, reject) => {
          setTimeout(reject, HOUR);
          controller.signal.addEventListener('abort', () => {
            reject(new Error('Aborted.'));
          });
        }),
      {
        onWait: () => {
          controller.abort();
        },
      },
    );
    expect(ending).toEqual({ kind: 'rejected', error: new Error('Aborted.'), elapsed: 0 });
  });

  it('fails where it has no end', async () => {
    const network = await loopback({ status: 200 });
    const forever = async (): Promise<never> => {
      for (;;) await wait(1);
    };
    await expect(observe(network, forever)).rejects.toThrow('The call has no end.');
  });

  it('draws the numbers it was given, and leaves clock and chance as they were', async () => {
    const network = await loopback({ status: 200 });
    const before = [setTimeout, Date, Math.random];
    const ending: Ending = await observe(network, () => Promise.resolve(Math.random()), {
      random: () => 0.25,
    });
    expect(ending).toMatchObject({ value: 0.25 });
    expect([setTimeout, Date, Math.random]).toEqual(before);
  });
});
