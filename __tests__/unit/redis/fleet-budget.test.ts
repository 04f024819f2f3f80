import { FleetBudget, type Stage } from '../../../lib/redis/fleet-budget';
import { Link } from '../../../lib/redis/link';
import { retryOf } from '../../redis/guards';

const LIMITS = ['500', '20', '0.1', '100'];

/** The arguments of each script after those of the limits. */
const asked: string[][] = [];
/** What Redis answers, in turn, and then that all is allowed. An error: it fails. */
let answers: (string[] | Error)[];
let budget: FleetBudget;
beforeEach(() => {
  jest.useFakeTimers();
  // The pause after a failure is then 187.5 ms.
  jest.spyOn(Math, 'random').mockReturnValue(0.5);
  asked.length = 0;
  answers = [];
  const link = new Link(
    (script, keys, args) => {
      expect([script, keys, args.slice(0, 4)]).toEqual(['spend', ['{a}:counts'], LIMITS]);
      asked.push(args.slice(4));
      const answer = answers.shift() ?? ['1', '40'];
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
    },
    { timeout: 250, log: false },
  );
  budget = new FleetBudget(link, '{a}:counts', { ratio: 0.1, minPerSecond: 10, window: 10_000 });
});
afterEach(() => {
  expect(jest.getTimerCount()).toBe(0);
  jest.useRealTimers();
});

const pass = (time: number): Promise<void> => jest.advanceTimersByTimeAsync(time);
const addCall = (): void => {
  budget.addCall(performance.now());
};
const ask = (stage: Stage = 'send', retry = retryOf()): Promise<boolean | undefined> =>
  budget.allows(retry, stage);

describe('a question', () => {
  it('names the stage, and what Redis says is the answer', async () => {
    answers = [
      ['1', '40'],
      ['', '40'],
    ];
    expect([await ask('wait'), await ask('send')]).toEqual([true, false]);
    expect(asked).toEqual([['wait'], ['send']]);
  });

  it('tells of the calls since the last, by their age, in pieces of a twentieth of the window', async () => {
    addCall();
    await pass(499);
    addCall();
    await pass(1);
    addCall();
    await pass(20.5);
    await ask();
    await ask();
    expect(asked).toEqual([['send', 'calls', '520.500', '2', 'calls', '20.500', '1'], ['send']]);
  });

  it('tells of the calls of a window, and of no older ones', async () => {
    for (let index = 0; index < 30; index++) {
      addCall();
      await pass(500);
    }
    await ask();
    const ages = Array.from({ length: 21 }, (_item, index) => 10_500 - index * 500);
    expect(asked).toEqual([['send', ...ages.flatMap((age) => ['calls', `${age}.000`, '1'])]]);
  });

  it.each([
    ['fails', new Error('gone')],
    ['has no answer', []],
  ])('that %s is answered with neither yes nor no', async (_name, answer) => {
    answers = [answer];
    expect(await ask()).toBeUndefined();
  });
});

describe('while Redis is away', () => {
  beforeEach(async () => {
    answers = [new Error('gone')];
    addCall();
    await ask();
    asked.length = 0;
  });

  it('nobody waits for it: it is asked whether it is back, without taking a retry', async () => {
    expect(await ask()).toBeUndefined();
    expect(asked).toEqual([]);
    await pass(188);
    expect(await ask()).toBeUndefined();
    expect(asked).toEqual([['', 'calls', '188.000', '1']]);
    expect(await ask()).toBe(true);
    expect(asked).toEqual([['', 'calls', '188.000', '1'], ['send']]);
  });

  it('calls are kept, with those of the time in which it was asked, but no more than a window has', async () => {
    await pass(500);
    for (let index = 0; index < 20; index++) {
      addCall();
      await pass(500);
    }
    answers = [new Error('gone')];
    const answer = ask();
    addCall();
    await answer;
    await pass(2000);
    await ask();
    // The first, of before, is dropped.
    const ages = Array.from({ length: 21 }, (_item, index) => 12_000 - index * 500);
    expect(asked.map(([, ...calls]) => calls.length / 3)).toEqual([21, 21]);
    expect(asked[1]).toEqual(['', ...ages.flatMap((age) => ['calls', `${age}.000`, '1'])]);
  });
});

describe('a retry that is not sent', () => {
  it('gives back what it has taken, once, where it was taken', async () => {
    const retry = retryOf();
    answers = [
      ['1', '40'],
      ['1', '43'],
    ];
    await ask('wait', retry);
    await ask('send', retry);
    budget.giveBack(retry);
    budget.giveBack(retry);
    await pass(0);
    expect(asked.slice(2)).toEqual([['', 'wait', '40', '-1', 'send', '43', '-1']]);
  });

  it('gives nothing back if it has taken nothing', async () => {
    const retry = retryOf();
    answers = [['', '40']];
    await ask('send', retry);
    budget.giveBack(retry);
    budget.giveBack(retryOf());
    await pass(0);
    expect(asked).toHaveLength(1);
  });
});
