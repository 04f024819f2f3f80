import axios from 'axios';
import { Call } from '../../../lib/call';
import { ask } from '../../../lib/hooks';
import { DEFAULTS, resolveOptions } from '../../../lib/options/options';
import { Plugin } from '../../../lib/plugin';
import type { AttemptConfig } from '../../../lib/axios/types';

const log = jest.fn();

/** A call whose `retryCondition` is given; the other functions are asked in the same way. */
const callWith = (retryCondition?: unknown, base: AttemptConfig = {}): Call =>
  new Call(
    new Plugin(axios.create()),
    resolveOptions(DEFAULTS, { retryCondition, log }, () => undefined),
    undefined,
    base,
  );

afterEach(() => {
  log.mockReset();
});

describe('a function of the caller', () => {
  it.each<[string, (given: unknown) => unknown]>([
    ['sync', (given) => given],
    ['async', (given) => Promise.resolve(given)],
  ])('that is %s is handed the arguments, and its answer is passed on', async (_name, hook) => {
    const asked = jest.fn(hook);
    expect(await ask(callWith(asked), 'retryCondition', 'fallback', 1, 2)).toBe(1);
    expect(asked.mock.calls).toEqual([[1, 2]]);
  });

  it('that is not there says nothing', async () => {
    expect(await ask(callWith(), 'retryCondition', 'fallback')).toBeUndefined();
    expect(await ask(callWith(), 'validateResponse', 'fallback')).toBeUndefined();
  });

  it('is not asked when the call has been given up', async () => {
    const asked = jest.fn(() => true);
    const call = callWith(asked, { signal: AbortSignal.abort() });
    expect(await ask(call, 'retryCondition', 'fallback')).toBeUndefined();
    expect(asked).not.toHaveBeenCalled();
  });

  it('is waited for no longer than until the call is given up', async () => {
    const controller = new AbortController();
    const call = callWith(() => new Promise(() => undefined), { signal: controller.signal });
    const answer = ask(call, 'retryCondition', 'fallback');
    controller.abort();
    expect(await answer).toBeUndefined();
  });

  it.each([
    [new RangeError('too\nfar'), 'RangeError'],
    ['text', 'string'],
    [undefined, 'undefined'],
    [{ secret: 's3cr3t' }, 'object'],
  ])('that throws %p is named in a warning, and the fallback stands in', async (thrown, text) => {
    const boom = (): never => {
      // eslint-disable-next-line @typescript-eslint/only-throw-error -- that is what is tried
      throw thrown;
    };
    // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- that is what is tried
    for (const hook of [boom, () => Promise.reject(thrown)]) {
      expect(await ask(callWith(hook), 'retryCondition', 'fallback')).toBe('fallback');
      expect(log.mock.calls).toEqual([
        [`axios-backoff: retryCondition threw ${text}`, { type: 'warning', thrown }],
      ]);
      log.mockReset();
    }
  });
});
