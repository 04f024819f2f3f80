import axios from 'axios';
import {
  axiosRetry,
  retryBudget,
  retryGuard,
  retryPacer,
  type RetryGuard,
  type RetryOptions,
} from '../../../lib';
import { otherCopy } from '../other-copy';

const failing = (): ReturnType<typeof axios.create> =>
  axios.create({
    adapter: (config) =>
      Promise.reject(
        Object.assign(new Error('refused'), { isAxiosError: true, config, code: 'ECONNREFUSED' }),
      ),
  });

const message = (option: string, got: string, meant: string, where: string): string =>
  `axios-backoff: option "${option}"${where} must be a guard or null; got ${got}; did you mean ${meant}?`;

/** What is no guard, what was meant by it, and the value as the message shows it. */
const SLIPS: readonly (readonly [option: 'budget' | 'pacer', value: unknown, got: string, meant: string])[] =
  [
    ['pacer', (a: number, b: number) => a + b, 'a function', 'retryGuard({ … })'],
    ['budget', (a: number, b: number) => a > b, 'a function', 'retryGuard({ … })'],
    ['pacer', () => 5, 'a function', 'retryPacer()'],
    ['budget', { ratio: 0.1 }, '{ ratio }', 'retryBudget({ ratio: 0.1 })'],
    [
      'budget',
      { window: 5000, ratio: 0.1 },
      '{ window, ratio }',
      'retryBudget({ window: 5000, ratio: 0.1 })',
    ],
    ['pacer', { failures: 3 }, '{ failures }', 'retryPacer({ failures: 3 })'],
    ['pacer', { ratio: 0.1 }, '{ ratio }', 'retryBudget({ ratio: 0.1 })'],
    ['budget', { allows: () => true }, '{ allows }', 'retryGuard({ allows: … })'],
    ['budget', {}, '{}', 'retryBudget()'],
    ['pacer', true, 'true', 'retryPacer()'],
    ['budget', 0.1, '0.1', 'retryBudget({ ratio: 0.1 })'],
    ['pacer', [retryPacer()], '', 'retryPacer()'],
  ];

describe.each(SLIPS)('%s: %p', (option, value, got, meant) => {
  const errorOf = (where = ''): unknown =>
    expect.objectContaining({
      name: 'TypeError',
      message: got ? message(option, got, meant, where) : expect.stringContaining(`did you mean ${meant}?`),
    });

  it('is a TypeError that names the option, the rule, the value and what was meant', () => {
    let thrown: unknown;
    try {
      axiosRetry(failing(), { [option]: value });
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toEqual(errorOf());
  });

  it('rejects the request that has it among its own options', async () => {
    const client = failing();
    axiosRetry(client, { log: false });
    const call = client.get('/a', { 'axios-retry': { [option]: value } });
    await expect(call).rejects.toEqual(errorOf(' of a request'));
  });
});

it.each([
  ['pacer', retryPacer, 'retryPacer()'],
  ['budget', retryBudget, 'retryBudget()'],
  ['budget', retryPacer, 'retryPacer()'],
  ['pacer', retryGuard, 'retryGuard()'],
] as const)('%s: names the factory that was not called', (option, factory, meant) => {
  expect(() => axiosRetry(failing(), { [option]: factory })).toThrow(
    new RegExp(
      `option "${option}" must be a guard or null; got function .*; did you mean ${meant.replace(/[()]/g, '\\$&')}\\?$`,
    ),
  );
});

it('does not take the mark from Object.prototype', () => {
  const mark = Symbol.for('axios-backoff.guard');
  try {
    Object.defineProperty(Object.prototype, mark, { value: true, configurable: true });
    expect(() => axiosRetry(failing(), { pacer: ((a: number, b: number) => a + b) as never })).toThrow(
      TypeError,
    );
  } finally {
    Reflect.deleteProperty(Object.prototype, mark);
  }
});

it.each(['budget', 'pacer'] as const)('takes a guard of another copy of the package (%s)', async (option) => {
  expect(otherCopy.retryGuard).not.toBe(retryGuard);
  const allows = jest.fn(() => false);
  const client = failing();
  const onGiveUp = jest.fn();
  axiosRetry(client, { [option]: otherCopy.retryGuard({ allows }), retryDelay: 1, log: false, onGiveUp });
  await expect(client.get('/a')).rejects.toThrow('refused');
  expect(allows).toHaveBeenCalledTimes(1);
  expect(onGiveUp.mock.calls).toMatchObject([[{ reason: option }]]);
});

it('takes a copy of a guard for what it is', async () => {
  const client = failing();
  const onGiveUp = jest.fn();
  axiosRetry(client, { budget: { ...retryGuard({ allows: () => false }) }, log: false, onGiveUp });
  await expect(client.get('/a')).rejects.toThrow('refused');
  expect(onGiveUp.mock.calls).toMatchObject([[{ reason: 'budget' }]]);
});

it('is in the types what it is at run time', () => {
  const guard: RetryGuard = retryGuard({});
  const right: RetryOptions = { budget: retryBudget(), pacer: guard };
  // @ts-expect-error -- a factory makes guards, but isn't one
  const factory: RetryOptions = { pacer: retryPacer };
  // @ts-expect-error -- nor is any function
  const functions: RetryOptions = { pacer: (a: number, b: number) => a + b };
  // @ts-expect-error -- nor are its options
  const figures: RetryOptions = { budget: { ratio: 0.1 } };
  // @ts-expect-error -- there is nothing to call
  const call = (): unknown => guard('end', undefined);
  expect([right, factory, functions, figures, call]).toHaveLength(5);
});
