import { holdsOf, type Holds } from '../../../../lib/guards/pacer/holds';
import { retryGuard, retryPacer, rulesOf } from '../../../../lib';
import type { Guard, HoldRules } from '../../../../lib/options/guard-brand';

const IDLE = 120_000;

const holds = (most = 1000): Holds => holdsOf(({ url }) => String(url), most, IDLE);

function ask({ attemptEnded }: Holds, url: string, retryAfter: number | undefined): void {
  attemptEnded({ config: { url }, isFirst: true, duration: 0, isUp: false, retryAfter });
}

function succeed({ attemptEnded }: Holds, url: string): void {
  attemptEnded({ config: { url }, isFirst: true, duration: 0, isUp: true });
}

/** Whether a call would be held. It is not, after this. */
function isHeld({ hold }: Holds, url: string): boolean {
  const stop = hold({ config: { url }, number: 1, maxRetryAfter: 1e9 }, () => undefined, false);
  stop?.();
  return stop !== undefined;
}

beforeEach(() => {
  jest.useFakeTimers();
});

afterEach(() => {
  expect(jest.getTimerCount()).toBe(0);
  jest.useRealTimers();
});

describe('whether a pacer holds calls', () => {
  it('is known without the key of a call: while any server asks for patience', () => {
    const some = holds();
    expect(some.isHolding()).toBe(false);
    ask(some, 'a', undefined);
    expect(some.isHolding()).toBe(false);
    ask(some, 'a', 1000);
    ask(some, 'b', 2000);
    jest.advanceTimersByTime(999);
    expect([some.isHolding(), isHeld(some, 'a'), isHeld(some, 'b'), isHeld(some, 'c')]).toEqual([
      true,
      true,
      true,
      false,
    ]);
    jest.advanceTimersByTime(1);
    expect([some.isHolding(), isHeld(some, 'a'), isHeld(some, 'b')]).toEqual([true, false, true]);
    jest.advanceTimersByTime(1000);
    expect([some.isHolding(), isHeld(some, 'b')]).toEqual([false, false]);
  });

  it('ends with a success for that key alone', () => {
    const some = holds();
    ask(some, 'a', 1000);
    ask(some, 'b', 1000);
    jest.advanceTimersByTime(1);
    succeed(some, 'b');
    expect([some.isHolding(), isHeld(some, 'a'), isHeld(some, 'b')]).toEqual([true, true, false]);
    succeed(some, 'a');
    expect(some.isHolding()).toBe(false);
  });

  it('is remembered for a time that is longer than an idle key is kept', () => {
    const some = holds();
    ask(some, 'a', 4 * IDLE);
    for (let i = 0; i < 3; i++) {
      jest.advanceTimersByTime(IDLE + 1);
      // A new key makes the pacer forget the idle ones.
      succeed(some, String(i));
    }
    expect([some.isHolding(), isHeld(some, 'a')]).toEqual([true, true]);
  });

  it('is kept for calls that wait, though a success has ended the time for others', () => {
    const some = holds(1);
    ask(some, 'a', 3 * IDLE);
    const released = jest.fn();
    some.hold({ config: { url: 'a' }, number: 1, maxRetryAfter: 1e9 }, released, false);
    jest.advanceTimersByTime(1);
    succeed(some, 'a');
    for (let i = 0; i < 2; i++) {
      jest.advanceTimersByTime(IDLE + 1);
      succeed(some, String(i));
    }
    // Still the same calls, and so the same limit.
    ask(some, 'a', 1000);
    expect(isHeld(some, 'a')).toBe(false);
    jest.advanceTimersByTime(2 * IDLE);
    expect(released).toHaveBeenCalledTimes(1);
  });

  // As ever, the oldest of more than ten thousand keys is forgotten.
  it.each([
    [9999, true],
    [10_000, false],
  ])('is known of the oldest of %d other keys that were asked: %s', (others, expected) => {
    const some = holds();
    ask(some, 'oldest', 5000);
    for (let i = 0; i < others; i++) ask(some, String(i), 1000);
    // Others do not count.
    for (let i = 0; i < 100; i++) succeed(some, `well ${i}`);
    expect(some.isHolding()).toBe(true);
    jest.advanceTimersByTime(1000);
    expect(some.isHolding()).toBe(expected);
  });
});

it('is limited for each key', () => {
  const some = holds(1);
  ask(some, 'a', 1000);
  ask(some, 'b', 1000);
  const hold = (url: string) =>
    some.hold({ config: { url }, number: 1, maxRetryAfter: 1e9 }, () => undefined, false);
  expect([hold('a'), hold('a'), hold('b')]).toEqual([expect.any(Function), undefined, expect.any(Function)]);
  jest.advanceTimersByTime(2000);
});

describe('a guard that is made from the rules of a pacer', () => {
  const rulesIn = (guard: unknown): HoldRules | undefined => (guard as Guard).rules.holds;

  it('holds calls like it', () => {
    const pacer = retryPacer({ holdNewCalls: true });
    expect(rulesIn(pacer)).toBeDefined();
    expect(rulesIn(retryGuard({ ...rulesOf(pacer) }))).toBe(rulesIn(pacer));
    expect(rulesIn(retryPacer())).toBeUndefined();
  });

  it('holds none for a member of the same name that is something else', () => {
    class Mine {
      readonly holds = 5;
      allows(): boolean {
        return true;
      }
    }
    expect(rulesIn(retryGuard(new Mine()))).toBeUndefined();
  });
});
