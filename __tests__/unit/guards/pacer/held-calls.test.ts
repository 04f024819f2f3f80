import { HeldCalls } from '../../../../lib/guards/pacer/held-calls';
import type { EndedAttempt, HoldEvent } from '../../../../lib';

const LONGEST = 300_000;
const CONFIG = { url: 'https://user:s3cret@api.example.com/orders?key=s3cret' };

const ended = (isUp: boolean | undefined, retryAfter?: number, duration = 0): EndedAttempt => ({
  config: CONFIG,
  isFirst: true,
  duration,
  isUp,
  retryAfter,
});

/** A pacer's held calls, and when they were released, in milliseconds since the start of the test. */
function held(most = 1000) {
  const calls = new HeldCalls(most);
  const begun = performance.now();
  const released: (readonly [name: string, at: number])[] = [];
  const said: (readonly [line: string, event: HoldEvent])[] = [];
  let count = 0;
  return {
    calls,
    released,
    said,
    times: () => released.map(([, at]) => at),
    hold: (name = String(count), maxRetryAfter = LONGEST, log = true) =>
      calls.hold(
        { config: CONFIG, number: ++count, maxRetryAfter },
        () => released.push([name, Math.round(performance.now() - begun)]),
        log && ((...line) => said.push(line)),
      ),
    ask: (milliseconds: number) => {
      calls.attemptEnded(ended(false, milliseconds));
    },
    fail: () => {
      calls.attemptEnded(ended(false));
    },
    succeed: (duration = 0) => {
      calls.attemptEnded(ended(true, undefined, duration));
    },
  };
}

const nothing = (): void => undefined;

let random: jest.SpyInstance;

beforeEach(() => {
  jest.useFakeTimers();
  random = jest.spyOn(Math, 'random').mockReturnValue(0);
});

afterEach(() => {
  expect(jest.getTimerCount()).toBe(0);
  jest.useRealTimers();
  random.mockRestore();
});

describe('a call', () => {
  it('goes at once where nobody has asked for patience', () => {
    const { hold, calls, fail, succeed } = held();
    expect(hold()).toBeUndefined();
    fail();
    succeed();
    calls.attemptEnded(ended(undefined, 5000));
    calls.attemptEnded(ended(true, 5000));
    expect(hold()).toBeUndefined();
    expect([calls.isAsked, calls.isBusy]).toEqual([false, false]);
  });

  it('waits until the time is over that the server asked for', () => {
    const { ask, hold, times, calls } = held();
    ask(2000);
    jest.advanceTimersByTime(500);
    expect(hold()).toBeInstanceOf(Function);
    expect([calls.isAsked, calls.isBusy]).toEqual([true, true]);
    jest.advanceTimersByTime(1499);
    expect(times()).toEqual([]);
    jest.advanceTimersByTime(1);
    expect(times()).toEqual([2000]);
    expect([calls.isAsked, calls.isBusy]).toEqual([false, false]);
    expect(hold()).toBeUndefined();
  });

  it.each([
    [500, 0.5, 550],
    [4000, 0.5, 4200],
    [4000, 0.999, 4400],
  ])('asked to wait %d ms waits a little longer at random (%d): %d ms', (asked, drawn, expected) => {
    const { ask, hold, times } = held();
    random.mockReturnValue(drawn);
    ask(asked);
    hold();
    jest.advanceTimersByTime(10_000);
    expect(times()).toEqual([expected]);
  });

  it('is not held for longer than its maxRetryAfter, which is that of each call', () => {
    const { ask, hold, times } = held();
    ask(2000);
    expect(hold('impatient', 1999)).toBeUndefined();
    expect(hold('patient', 2000)).toBeDefined();
    jest.advanceTimersByTime(1);
    expect(hold('impatient', 1999)).toBeDefined();
    jest.advanceTimersByTime(1999);
    expect(times()).toEqual([2000, 2000]);
  });

  it('is not held for ever', () => {
    const { ask, hold, calls } = held();
    ask(Infinity);
    expect(hold('', Infinity)).toBeUndefined();
    expect(calls.isAsked).toBe(false);
  });

  it('may be held for longer than setTimeout can', () => {
    const { ask, hold, times } = held();
    ask(3e9);
    hold('', Infinity);
    jest.advanceTimersByTime(3e9 - 1);
    expect(times()).toEqual([]);
    jest.advanceTimersByTime(2);
    expect(times()).toHaveLength(1);
  });

  it('waits on if the server asks again, but not above its maxRetryAfter', () => {
    const { ask, hold, released } = held();
    ask(1000);
    hold('patient');
    hold('impatient', 1500);
    jest.advanceTimersByTime(900);
    ask(2000);
    jest.advanceTimersByTime(10_000);
    expect(released).toEqual([
      ['impatient', 1000],
      ['patient', 2900],
    ]);
  });

  it('waits for no longer than its maxRetryAfter in all, however often the server asks again', () => {
    const { ask, hold, released } = held();
    ask(1000);
    hold('short', 3500);
    hold('long', 4000);
    for (let i = 0; i < 3; i++) {
      jest.advanceTimersByTime(999);
      ask(1001);
    }
    jest.advanceTimersByTime(10_000);
    // Asked to wait until 1000, 2000, 2999 and 3998.
    expect(released).toEqual([
      ['short', 2999],
      ['long', 3998],
    ]);
  });

  it('waits for the longest of several times', () => {
    const { ask, hold, times } = held();
    ask(3000);
    jest.advanceTimersByTime(100);
    ask(1000);
    hold();
    jest.advanceTimersByTime(5000);
    expect(times()).toEqual([3000]);
  });

  it('that ends leaves no timer, and makes room for another', () => {
    const { ask, hold, times } = held(1);
    ask(1000);
    const stop = hold();
    expect(hold()).toBeUndefined();
    stop?.();
    expect(jest.getTimerCount()).toBe(0);
    // Twice does no harm.
    stop?.();
    expect(hold()).toBeDefined();
    expect(hold()).toBeUndefined();
    jest.advanceTimersByTime(1000);
    expect(times()).toEqual([1000]);
  });

  it('is not held where none may be', () => {
    const { ask, hold } = held(0);
    ask(1000);
    expect(hold()).toBeUndefined();
  });
});

describe('a success', () => {
  it('releases no call, but those that begin later need not wait', () => {
    const { ask, hold, times, succeed } = held();
    ask(2000);
    hold();
    jest.advanceTimersByTime(1000);
    succeed(999);
    expect(hold()).toBeUndefined();
    jest.advanceTimersByTime(999);
    expect(times()).toEqual([]);
    jest.advanceTimersByTime(1);
    expect(times()).toEqual([2000]);
  });

  it('does not count if it says nothing about the server', () => {
    const { ask, hold, calls } = held();
    ask(2000);
    jest.advanceTimersByTime(1000);
    calls.attemptEnded(ended(undefined));
    expect(hold()).toBeDefined();
    jest.advanceTimersByTime(1000);
  });

  it('of a request from before the server asked says nothing', () => {
    const { ask, hold, succeed } = held();
    jest.advanceTimersByTime(1000);
    ask(2000);
    jest.advanceTimersByTime(500);
    succeed(500);
    succeed(501);
    expect(hold()).toBeDefined();
    jest.advanceTimersByTime(2000);
  });
});

describe('a crowd', () => {
  it('of eight comes at once', () => {
    const { ask, hold, times } = held();
    ask(1000);
    for (let i = 0; i < 8; i++) hold();
    jest.advanceTimersByTime(1000);
    expect(times()).toEqual(Array(8).fill(1000));
  });

  it('of more comes at a third of the rate at which it came, in order, until eight are left', () => {
    const { ask, hold, released } = held();
    ask(1000);
    for (let i = 0; i < 12; i++) hold(String(i));
    jest.advanceTimersByTime(1000);
    // Four a second.
    expect(released).toEqual([]);
    jest.advanceTimersByTime(10_000);
    expect(released.map(([name]) => name)).toEqual(Array.from({ length: 12 }, (_, i) => String(i)));
    expect(released.map(([, at]) => at)).toEqual([
      1250,
      1500,
      1750,
      // Once eight are left, they are no crowd.
      2000,
      ...Array<number>(8).fill(2000),
    ]);
  });

  it('came since the first of them', () => {
    jest.advanceTimersByTime(5000);
    const { ask, hold, times } = held();
    ask(1000);
    for (let i = 0; i < 6; i++) hold();
    jest.advanceTimersByTime(500);
    for (let i = 0; i < 6; i++) hold();
    jest.advanceTimersByTime(1000);
    // Four a second, and not eight.
    expect(times()).toEqual([1250, 1500]);
    jest.advanceTimersByTime(10_000);
  });

  it('comes faster while all goes well', () => {
    const { ask, hold, times, succeed } = held();
    ask(1000);
    for (let i = 0; i < 40; i++) hold();
    jest.advanceTimersByTime(1000);
    for (let i = 0; i < 200; i++) {
      jest.advanceTimersByTime(10);
      if (times().length) succeed(5);
    }
    expect(times()).toHaveLength(40);
    // At 13.3 a second, as at first, 32 of them would take 2.4 s.
    expect(Math.max(...times())).toBeLessThan(3000);
  });

  it('comes more slowly after a failure', () => {
    const { ask, hold, times, fail } = held();
    ask(1000);
    for (let i = 0; i < 30; i++) hold();
    jest.advanceTimersByTime(1100);
    expect(times()).toEqual([1100]);
    fail();
    jest.advanceTimersByTime(900);
    // At ten a second there would be ten.
    expect(times()).toHaveLength(7);
    jest.advanceTimersByTime(10_000);
  });

  it('takes turns even if it was held for no time by a coarse clock', () => {
    const { ask, hold, times } = held();
    const clock = jest.spyOn(performance, 'now').mockReturnValue(performance.now());
    ask(50);
    for (let i = 0; i < 20; i++) hold();
    // No call may wait for so long: they go when their first time is over.
    ask(LONGEST + 1);
    jest.advanceTimersByTime(60);
    expect(times()).toEqual([]);
    clock.mockRestore();
    jest.advanceTimersByTime(60);
    expect(times()).toHaveLength(20);
  });

  it('comes at no less than one in five seconds', () => {
    const { ask, hold, times } = held();
    ask(280_000);
    for (let i = 0; i < 10; i++) hold();
    jest.advanceTimersByTime(300_000);
    expect(times().slice(0, 2)).toEqual([285_000, 290_000]);
  });

  it('comes at once when the time is over, if the pacer is closed by then', () => {
    const { calls, ask, hold, times } = held();
    ask(280_000);
    for (let i = 0; i < 10; i++) hold();
    calls.close();
    jest.advanceTimersByTime(280_000);
    expect(times()).toEqual(Array(10).fill(280_000));
  });

  it('comes at once if the pacer is closed while it is released', () => {
    const { calls, ask, hold, times } = held();
    ask(280_000);
    for (let i = 0; i < 10; i++) hold();
    jest.advanceTimersByTime(281_000);
    calls.close();
    expect(times()).toEqual(Array(10).fill(281_000));
  });

  it('goes when it has waited for its maxRetryAfter, however many are before it', () => {
    const { ask, hold, fail, released } = held();
    ask(1000);
    for (let i = 0; i < 200; i++) hold('patient', 60_000);
    for (let i = 0; i < 100; i++) hold('hasty', 1500);
    for (let n = 0; n < 20; n++) {
      jest.advanceTimersByTime(1000);
      fail();
    }
    const hasty = released.filter(([name]) => name === 'hasty').map(([, at]) => at);
    expect(hasty).toHaveLength(100);
    expect(Math.max(...hasty)).toBe(1500);
    // Who has more time waits for its turn.
    expect(released).toHaveLength(300);
    expect(Math.max(...released.map(([, at]) => at))).toBeGreaterThan(3000);
  });

  it('waits on if the server asks again, and then goes on at its rate', () => {
    const { ask, hold, times } = held();
    ask(1000);
    for (let i = 0; i < 12; i++) hold();
    jest.advanceTimersByTime(1250);
    expect(times()).toEqual([1250]);
    ask(2000);
    jest.advanceTimersByTime(2000);
    expect(times()).toEqual([1250, 3250]);
    // Which a failure has cut by a quarter.
    jest.advanceTimersByTime(332);
    expect(times()).toHaveLength(2);
    jest.advanceTimersByTime(2);
    expect(times()).toHaveLength(3);
    jest.advanceTimersByTime(10_000);
    expect(times()).toHaveLength(12);
  });

  it('that is cancelled while it is released leaves no timer', () => {
    const { ask, hold, times } = held();
    ask(1000);
    const stops = Array.from({ length: 12 }, () => hold());
    jest.advanceTimersByTime(1300);
    for (const stop of stops) stop?.();
    expect(jest.getTimerCount()).toBe(0);
    expect(times()).toEqual([1250]);
  });

  it('has a rate of its own each time', () => {
    const { ask, hold, times } = held();
    ask(1000);
    for (let i = 0; i < 9; i++) hold();
    jest.advanceTimersByTime(5000);
    expect(times()).toHaveLength(9);
    ask(1000);
    for (let i = 0; i < 90; i++) hold();
    jest.advanceTimersByTime(1100);
    // Thirty a second, and not three.
    expect(times()).toHaveLength(11);
    jest.advanceTimersByTime(60_000);
  });
});

describe('the log', () => {
  it('has one line when a hold begins, with the origin alone', () => {
    const { ask, hold, said } = held();
    ask(2000);
    jest.advanceTimersByTime(250);
    for (let i = 0; i < 5; i++) hold();
    expect(said).toEqual([
      [
        'The pacer holds new calls to https://api.example.com for 1.75 s, as it asked.',
        { type: 'hold', call: 1, url: 'https://api.example.com', skipped: 0, elapsed: 0, delay: 1750 },
      ],
    ]);
    jest.advanceTimersByTime(3000);
  });

  it('names no server that it does not know, and cuts what is long', () => {
    const say = (url: string): string => {
      const calls = new HeldCalls(1);
      calls.attemptEnded(ended(false, 2000));
      const said: string[] = [];
      calls.hold({ config: { url }, number: 1, maxRetryAfter: LONGEST }, nothing, (line) =>
        said.push(line),
      )?.();
      return said.join();
    };
    expect(say('/orders?key=s3cret')).toBe('The pacer holds new calls to the server for 2 s, as it asked.');
    expect(say(`https://${'a.'.repeat(1000)}example.com/`).length).toBeLessThan(300);
  });

  it('has none for a call that goes at once', () => {
    const { ask, hold, said } = held();
    hold();
    ask(2000);
    hold('', 1000);
    expect(said).toEqual([]);
  });

  it('has no second one where the calls ended, or the server asked again, before the hold is over', () => {
    const { ask, hold, said } = held();
    ask(2000);
    hold()?.();
    hold();
    ask(3000);
    jest.advanceTimersByTime(2500);
    hold();
    expect(said).toHaveLength(1);
    jest.advanceTimersByTime(3000);
  });

  it('has another for the next hold, also if a success ended the one before', () => {
    const { ask, hold, said, succeed } = held();
    ask(2000);
    hold();
    jest.advanceTimersByTime(3000);
    ask(5000);
    hold()?.();
    jest.advanceTimersByTime(1000);
    succeed();
    ask(1000);
    hold();
    expect(said.map(([, { delay }]) => delay)).toEqual([2000, 5000, 1000]);
    jest.advanceTimersByTime(3000);
  });

  it('has the line of the first call that has a log', () => {
    const { ask, hold, said } = held();
    ask(2000);
    hold('', LONGEST, false);
    hold();
    hold();
    expect(said).toHaveLength(1);
    jest.advanceTimersByTime(3000);
  });
});
