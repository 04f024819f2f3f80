import { startIdleTimer, startPatientTimer } from '../../../lib/redis/timer';

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  expect(jest.getTimerCount()).toBe(0);
  // Before the timers are real again: a spy would bring back the ones that it was put on.
  jest.restoreAllMocks();
  jest.useRealTimers();
});

const pass = (time: number): Promise<void> => jest.advanceTimersByTimeAsync(time);

describe.each([
  ['an idle timer', startIdleTimer],
  ['a patient timer', startPatientTimer],
])('%s', (_name, start) => {
  it('ends once, after its time', async () => {
    const onEnd = jest.fn();
    start(100, onEnd);
    await pass(99);
    expect(onEnd).not.toHaveBeenCalled();
    await pass(1);
    expect(onEnd).toHaveBeenCalledTimes(1);
    await pass(1000);
    expect(onEnd).toHaveBeenCalledTimes(1);
  });

  it.each([0, 50, 99])('can be stopped, after %d milliseconds', async (time) => {
    const onEnd = jest.fn();
    const stop = start(100, onEnd);
    await pass(time);
    stop();
    expect(jest.getTimerCount()).toBe(0);
    await pass(1000);
    expect(onEnd).not.toHaveBeenCalled();
  });

  it('waits even if that is longer than setTimeout() can', () => {
    const set = jest.spyOn(globalThis, 'setTimeout');
    const stop = start(2 ** 53 - 1, jest.fn());
    expect(set.mock.calls.map(([, time]) => time)).toEqual([2 ** 31 - 1]);
    stop();
  });

  it('does not keep the process alive', async () => {
    const set = jest.spyOn(globalThis, 'setTimeout');
    const stop = start(100, () => undefined);
    await pass(50);
    for (const { value } of set.mock.results) expect((value as NodeJS.Timeout).hasRef()).toBe(false);
    expect(set.mock.results.length).toBeGreaterThan(0);
    stop();
  });

  it('runs where a timer is a number, as in a browser', () => {
    jest.spyOn(globalThis, 'setTimeout').mockReturnValue(7 as never);
    const clear = jest.spyOn(globalThis, 'clearTimeout');
    start(100, () => undefined)();
    expect(clear.mock.calls).toEqual([[7]]);
  });
});

it('an idle timer never ends early: its time is rounded up', async () => {
  const onEnd = jest.fn();
  startIdleTimer(99.01, onEnd);
  await pass(99);
  expect(onEnd).not.toHaveBeenCalled();
  await pass(1);
  expect(onEnd).toHaveBeenCalledTimes(1);
});

it('a patient timer lets the event loop take a turn after each fifth of its time', async () => {
  const set = jest.spyOn(globalThis, 'setTimeout');
  startPatientTimer(100, () => undefined);
  await pass(100);
  expect(set.mock.calls.map(([, delay]) => delay)).toEqual([20, 20, 20, 20, 20]);
});
