import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import axios, { type AxiosInstance } from 'axios';
import * as plugin from '../../../lib';
import { checkCancelling, type SourceName } from '../../../demo/scale/cancelling';
import { judgeGrowth } from '../../../demo/scale/growth';
import { checkInstalling } from '../../../demo/scale/installing';
import { checkOrigins } from '../../../demo/scale/origins';
import { checkRetrying } from '../../../demo/scale/retrying';
import type { Finding } from '../../../demo/shared/findings';

const global = globalThis as { gc?: () => void };
beforeAll(() => {
  setFlagsFromString('--expose-gc');
  global.gc = runInNewContext('gc') as () => void;
});
afterAll(() => {
  // Another suite in this worker may have had V8 put it there for good.
  Reflect.deleteProperty(global, 'gc');
});

type Install = typeof plugin.axiosRetry;

const ours = { axios, plugin };

const asAxios = (client: unknown): AxiosInstance => client as AxiosInstance;

/** The plugin with a fault. */
const faulty = (install: (install: Install, ...args: Parameters<Install>) => ReturnType<Install>) => ({
  axios,
  plugin: { ...plugin, axiosRetry: ((...args) => install(plugin.axiosRetry, ...args)) as Install },
});

/** Of what is the same on every machine: times are left to the command. */
const steady = (findings: readonly Finding[]) =>
  findings.filter(({ what }) => !what.includes('time')).map(({ isMet }) => isMet);

describe('the check of cancelling', () => {
  const SIZES = { calls: 400, rounds: 1 };

  it.each<SourceName>(['signal', 'token', 'close'])('finds calls on one %s linear', async (name) => {
    const findings = await checkCancelling(ours, name, SIZES);
    expect(findings).toHaveLength(name === 'close' ? 2 : 4);
    expect(steady(findings)).toEqual(name === 'close' ? [] : [true, true]);
  });

  it('finds a signal from which each call removes its listener by itself', async () => {
    const subject = faulty((install, client, options) => {
      asAxios(client).interceptors.request.use((config) => {
        const listener = (): void => config.signal?.removeEventListener?.('abort', listener);
        config.signal?.addEventListener?.('abort', listener);
        return config;
      });
      return install(client, options);
    });
    expect(steady(await checkCancelling(subject, 'signal', SIZES))).toEqual([false, false]);
  });

  it('finds a token from which each call unsubscribes by itself', async () => {
    const subject = faulty((install, client, options) => {
      asAxios(client).interceptors.request.use((config) => {
        const token = config.cancelToken as unknown as plugin.AxiosLike &
          Record<string, (f: unknown) => void>;
        const listener = (): void => token.unsubscribe?.(listener);
        token.subscribe?.(listener);
        return config;
      });
      return install(client, options);
    });
    expect(steady(await checkCancelling(subject, 'token', SIZES))).toEqual([false, false]);
  });
});

describe('the check of installing', () => {
  const SIZES = { installs: 400, rounds: 1 };

  it('finds it linear', async () => {
    expect(steady(await checkInstalling(ours, SIZES))).toEqual([true, true]);
  });

  it('finds an installation that looks at all others, and one that keeps them', async () => {
    const kept = new WeakMap<object, unknown[]>();
    const subject = faulty((install, client, options) => {
      const installation = install(client, options);
      const others: unknown[] = [];
      (
        client as unknown as { interceptors: { request: { forEach(visit: unknown): void } } }
      ).interceptors.request.forEach((handler: unknown) => others.push(handler));
      kept.set(installation.close, others);
      asAxios(client).interceptors.response.use((response) =>
        kept.has(installation.close) ? response : response,
      );
      return installation;
    });
    const sizes = { installs: 2000, rounds: 1 };
    expect(steady(await checkInstalling(subject, sizes))).toEqual([false, false]);
  });
});

describe('the check of retries', () => {
  const SIZES = { retries: 3000, samples: 4 };

  it('finds their memory flat', async () => {
    expect(steady(await checkRetrying(ours, SIZES))).toEqual([true, true]);
  });

  it('finds something kept of each', async () => {
    const subject = faulty((install, client, options) => {
      const kept: unknown[] = [];
      asAxios(client).interceptors.request.use((config) => {
        kept.push({ config, copy: { ...config } });
        return config;
      });
      return install(client, options);
    });
    expect(steady(await checkRetrying(subject, SIZES))).toEqual([false, false]);
  });
});

describe('the check of origins', () => {
  const SIZES = { most: 30 * 1024 * 1024, samples: 2 };

  it('finds them forgotten', async () => {
    expect(steady(await checkOrigins(ours, 15_000, SIZES))).toEqual([true]);
  });

  it('finds something kept of each', async () => {
    const kept: unknown[] = [];
    const subject = faulty((install, client, options) => {
      asAxios(client).interceptors.request.use((config) => {
        kept.push(config.url, new Array(400).fill(0));
        return config;
      });
      return install(client, options);
    });
    expect(steady(await checkOrigins(subject, 15_000, SIZES))).toEqual([false]);
  });
});

describe('growth', () => {
  const costs = (...times: number[]) => times.map((time) => ({ time, steps: time }));

  it.each([
    [[10, 10, 10], [40, 60, 90], true],
    [[10, 10, 10], [40, 61, 90], false],
    [[10, 20, 10], [160, 160, 20], false],
    [[], [], false],
  ])('of the medians of %p to %p is linear: %p', (few, many, isMet) => {
    const [time] = judgeGrowth('work', { few: costs(...few), many: costs(...many) });
    expect(time?.isMet).toBe(isMet);
  });

  it('has no row for steps that nobody counted', () => {
    const rounds = { few: [{ time: 1 }], many: [{ time: 4 }] };
    expect(judgeGrowth('work', rounds)).toEqual([
      { what: 'work: time, 4n ÷ n', found: '4.00 ×', limit: 'at most 6.00 ×', isMet: true },
    ]);
  });
});
