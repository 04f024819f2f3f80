import fc from 'fast-check';
import { WindowCounter } from '../../../lib/guards/window-counter';

const WINDOW = 1000;

beforeEach(() => {
  jest.useFakeTimers();
});

afterEach(() => {
  jest.useRealTimers();
});

it('counts what happened in the window, and forgets what has left it', () => {
  const counter = new WindowCounter(WINDOW);
  expect([counter.lowerBound, counter.upperBound]).toEqual([0, 0]);
  counter.add();
  jest.advanceTimersByTime(500);
  counter.add();
  counter.add();
  expect([counter.lowerBound, counter.upperBound]).toEqual([3, 3]);
  jest.advanceTimersByTime(600);
  expect([counter.lowerBound, counter.upperBound]).toEqual([2, 2]);
  jest.advanceTimersByTime(10 * WINDOW);
  expect([counter.lowerBound, counter.upperBound]).toEqual([0, 0]);
});

it('has the true count between its bounds, which lie a twentieth of the window apart', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 3 * WINDOW }), { maxLength: 60 }), (gaps) => {
      const counter = new WindowCounter(WINDOW);
      const times: number[] = [];
      for (const gap of gaps) {
        jest.advanceTimersByTime(gap % 97 ? gap % 97 : gap);
        const now = performance.now();
        const within = (length: number): number => times.filter((time) => time > now - length).length;
        expect(counter.lowerBound).toBeLessThanOrEqual(within(WINDOW));
        expect(counter.lowerBound).toBeGreaterThanOrEqual(within(WINDOW * 0.95));
        expect(counter.upperBound).toBeGreaterThanOrEqual(within(WINDOW));
        expect(counter.upperBound).toBeLessThanOrEqual(within(WINDOW * 1.05 + 1));
        counter.add();
        times.push(now);
      }
    }),
  );
});

describe('an event that is taken back', () => {
  // A window has twenty buckets of 50 ms.
  const counterAtBucket = (): WindowCounter => {
    jest.advanceTimersByTime(50 - (performance.now() % 50));
    return new WindowCounter(WINDOW);
  };

  it.each([0, 50, 999])('after %d ms is no longer counted, and the others are', (pause) => {
    const counter = counterAtBucket();
    const takeBack = counter.add();
    counter.add();
    jest.advanceTimersByTime(pause);
    takeBack();
    expect([counter.lowerBound, counter.upperBound]).toEqual([1, 1]);
  });

  it('as it leaves the window is no longer counted above either', () => {
    const counter = counterAtBucket();
    const takeBack = counter.add();
    jest.advanceTimersByTime(1000);
    expect([counter.lowerBound, counter.upperBound]).toEqual([0, 1]);
    takeBack();
    expect([counter.lowerBound, counter.upperBound]).toEqual([0, 0]);
  });

  it.each([1050, 2100, 10_000])('%d ms later, when it has left, takes nothing from those since', (pause) => {
    const counter = counterAtBucket();
    const takeBack = counter.add();
    jest.advanceTimersByTime(pause);
    counter.add();
    takeBack();
    expect(counter.upperBound).toBe(1);
  });
});
