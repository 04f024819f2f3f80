import { AxiosError } from 'axios';
import type { AttemptConfig } from '../../../lib/axios/types';
import { Passage } from '../../../lib/call/passage';
import { attemptOf, evidenceOf, isOfAnother, progressOf } from '../../../lib/call/progress';
import { passageWith } from '../passages';

/** The config of an attempt of a call. */
const markedBy = (passage: Passage): AttemptConfig => ({ 'axios-retry': progressOf(passage.attempt) });

const errorWith = (config: AttemptConfig, cause?: unknown): unknown =>
  Object.assign(new AxiosError('reset', 'ECONNRESET', config as never), { cause });

describe('the state in a config', () => {
  beforeEach(() => {
    jest.useFakeTimers({ now: 1_700_000_000_000 });
  });

  afterEach(() => {
    jest.useRealTimers();
  });

  it('has the options and the number of the call, and says in whole milliseconds when the attempt began', async () => {
    await jest.advanceTimersByTimeAsync(5000);
    const passage = passageWith({ retries: 4 });
    passage.call.retryCount = 2;
    await jest.advanceTimersByTimeAsync(1234);
    const progress = progressOf(passage.attempt);
    expect(progress).toMatchObject({ retries: 4, retryCount: 2, call: passage.call.number });
    expect(Number.isInteger(progress.lastRequestTime)).toBe(true);
    // The two clocks differ by less than a millisecond.
    expect(Math.abs(progress.lastRequestTime - 1_700_000_005_000)).toBeLessThanOrEqual(1);
    expect(progressOf(passage.attempt, 7).lastRequestTime).toBe(7);
  });

  it('leaves no retries to a call that was cancelled', () => {
    const passage = passageWith({ retries: 4 }, { signal: AbortSignal.abort() });
    passage.call.retryCount = 2;
    expect(progressOf(passage.attempt).retries).toBe(2);
  });
});

describe('the attempt of a config', () => {
  it('is the one whose state it has, also in a copy', () => {
    const passage = passageWith();
    const config = markedBy(passage);
    expect(attemptOf(config)).toBe(passage.attempt);
    expect(attemptOf({ 'axios-retry': { ...(config['axios-retry'] as object) } })).toBe(passage.attempt);
  });

  const boom = (): never => {
    throw new Error('not yours');
  };

  it.each<[string, unknown]>([
    ['no config', undefined],
    ['no state', {}],
    ['a state of somebody else', { 'axios-retry': { attempt: 1 } }],
    ['a function that returns something else', { 'axios-retry': { attempt: () => ({ passage: {} }) } }],
    ['a function that throws', { 'axios-retry': { attempt: boom } }],
  ])('is not to be had from %s', (_name, config) => {
    expect(attemptOf(config)).toBeUndefined();
  });

  it('is not to be had from a function that rejects, which then is not left unhandled', () => {
    const rejected = Promise.reject(new Error('not yours'));
    const taken = jest.spyOn(rejected, 'catch');
    expect(attemptOf({ 'axios-retry': { attempt: () => rejected } })).toBeUndefined();
    expect(taken).toHaveBeenCalledTimes(1);
  });
});

describe('an outcome', () => {
  const passage = passageWith();
  const config = markedBy(passage);
  const foreign: AttemptConfig = { url: '/audit' };
  const nested = passageWith({}, {}, passage.attempt);

  it('is proven to be of an attempt by its config, by that of what it wraps, and by that of one sent from inside', () => {
    const own = errorWith(config);
    expect(evidenceOf(passage.attempt, own)).toEqual({ config, error: own });
    const wrapped = Object.assign(new Error('wrapped'), { cause: own });
    expect(evidenceOf(passage.attempt, wrapped)).toEqual({ config, error: own });
    expect(evidenceOf(passage.attempt, errorWith(markedBy(nested)))).toBeDefined();
  });

  it('of another attempt proves nothing', () => {
    expect(evidenceOf(passage.attempt, errorWith(foreign))).toBeUndefined();
    expect(evidenceOf(nested.attempt, errorWith(config))).toBeUndefined();
    expect(evidenceOf(passage.attempt, errorWith(markedBy(passageWith())))).toBeUndefined();
  });

  it('was made from that of another request only if its cause has a foreign config', () => {
    expect(isOfAnother(passage.attempt, errorWith(config, errorWith(foreign)))).toBe(true);
    expect(isOfAnother(passage.attempt, errorWith(config, errorWith(config)))).toBe(false);
    expect(isOfAnother(passage.attempt, errorWith(config, errorWith(markedBy(nested))))).toBe(false);
    expect(isOfAnother(passage.attempt, errorWith(config, new Error('socket hang up')))).toBe(false);
    expect(isOfAnother(passage.attempt, errorWith(foreign))).toBe(false);
  });
});
