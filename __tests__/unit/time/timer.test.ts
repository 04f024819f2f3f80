import fc from 'fast-check';
import { startTimer } from '../../../lib/time/timer';

const LONGEST = 2 ** 31 - 1;
const DAY = 86_400_000;

beforeEach(() => {
  jest.useFakeTimers();
});

afterEach(() => {
  // In this order: what a spy puts back is the fake timer.
  jest.restoreAllMocks();
  jest.useRealTimers();
});

describe('startTimer', () => {
  it('ends at its time, once, and not a millisecond sooner', () => {
    const onEnd = jest.fn();
    startTimer(1000, onEnd);
    jest.advanceTimersByTime(999);
    expect(onEnd).not.toHaveBeenCalled();
    jest.advanceTimersByTime(1);
    expect(onEnd).toHaveBeenCalledTimes(1);
    jest.advanceTimersByTime(10_000);
    expect(onEnd).toHaveBeenCalledTimes(1);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('rounds a part of a millisecond up: a wait is never shorter than was asked', () => {
    const onEnd = jest.fn();
    startTimer(10.2, onEnd);
    jest.advanceTimersByTime(10);
    expect(onEnd).not.toHaveBeenCalled();
    jest.advanceTimersByTime(1);
    expect(onEnd).toHaveBeenCalledTimes(1);
  });

  it('ends a wait of 0 as soon as the caller has finished', () => {
    const onEnd = jest.fn();
    startTimer(0, onEnd);
    expect(onEnd).not.toHaveBeenCalled();
    jest.advanceTimersByTime(0);
    expect(onEnd).toHaveBeenCalledTimes(1);
  });

  it('waits thirty days, which one timer of the platform can not', () => {
    const onEnd = jest.fn();
    startTimer(30 * DAY, onEnd);
    jest.advanceTimersByTime(30 * DAY - 1);
    expect(onEnd).not.toHaveBeenCalled();
    jest.advanceTimersByTime(1);
    expect(onEnd).toHaveBeenCalledTimes(1);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('never asks the platform for more than it can do, and has it wait for the whole in the end', () => {
    // The fake clock would be patient with a longer timer; the platform fires it after 1 ms.
    const set = jest.spyOn(globalThis, 'setTimeout');
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 5 * LONGEST }), (delay) => {
        set.mockClear();
        startTimer(delay, () => undefined);
        jest.runAllTimers();
        const pieces = set.mock.calls.map(([, piece]) => Number(piece));
        expect(Math.max(...pieces)).toBeLessThanOrEqual(LONGEST);
        expect(pieces.reduce((sum, piece) => sum + piece)).toBe(delay);
        expect(pieces).toHaveLength(Math.max(1, Math.ceil(delay / LONGEST)));
      }),
      { examples: [[LONGEST], [LONGEST + 1], [2 * LONGEST]] },
    );
  });

  it.each([
    ['before its first piece has ended', 5 * DAY],
    ['in a later piece', 26 * DAY],
  ])('leaves no timer when it is stopped %s', (_name, after) => {
    const onEnd = jest.fn();
    const stop = startTimer(60 * DAY, onEnd);
    jest.advanceTimersByTime(after);
    expect(jest.getTimerCount()).toBe(1);
    stop();
    expect(jest.getTimerCount()).toBe(0);
    jest.advanceTimersByTime(60 * DAY);
    expect(onEnd).not.toHaveBeenCalled();
  });

  it('may be stopped again, and after its end', () => {
    const onEnd = jest.fn();
    const stop = startTimer(10, onEnd);
    jest.advanceTimersByTime(10);
    stop();
    stop();
    expect(onEnd).toHaveBeenCalledTimes(1);
  });
});
