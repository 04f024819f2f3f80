import { Attempt } from '../../../lib/call/passage';
import { passageWith } from '../passages';

describe('a passage', () => {
  it('is a call of its own, or belongs to the call inside which it was sent', () => {
    const outer = passageWith();
    const inner = passageWith({}, {}, outer.attempt);
    expect(inner.call).toBe(outer.call);
    expect(passageWith().call).not.toBe(outer.call);
    expect([outer.attempt.isFirst, inner.attempt.isFirst]).toEqual([true, false]);
  });

  it('lets go of its config and of its failures when it is settled, and says so', () => {
    const passage = passageWith({}, { url: '/orders' });
    const { retrying } = passage;
    expect(passage.retrying).toBe(retrying);
    expect([passage.settled, passage.original.config.url]).toEqual([false, '/orders']);
    passage.settle();
    expect([passage.settled, passage.original.config.url]).toEqual([true, undefined]);
    expect(passage.retrying).not.toBe(retrying);
  });

  it('knows nothing of a failure at first', () => {
    expect(passageWith().retrying).toMatchObject({
      failure: 'cancelled',
      lastMessage: '',
      isLetGo: false,
      delay: 0,
      pauses: 0,
    });
  });
});

describe('an attempt', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });

  afterEach(() => {
    jest.useRealTimers();
  });

  it('begins with its call if it is the first, and else when it is made', () => {
    const passage = passageWith();
    jest.advanceTimersByTime(300);
    const second = new Attempt(passage, 300);
    jest.advanceTimersByTime(300);
    expect(passage.attempt.startedAt).toBe(passage.call.startedAt);
    expect([second.isFirst, second.startedAt - passage.call.startedAt]).toEqual([false, 300]);
    expect(second.timedOut).toBe(false);
  });

  it('takes all off its config again that was put there, whatever one of them throws', () => {
    const { attempt } = passageWith();
    const undone: unknown[] = [];
    attempt.undos = [
      (config) => undone.push([1, config]),
      () => {
        throw new Error('a Proxy');
      },
      (config) => undone.push([3, config]),
    ];
    attempt.restore(undefined);
    expect(undone).toEqual([]);
    const config = {};
    attempt.restore(config);
    expect(undone).toEqual([
      [1, config],
      [3, config],
    ]);
  });

  it('includes itself and what was sent from inside it, however deep, and nothing else', () => {
    const outer = passageWith();
    const inner = passageWith({}, {}, outer.attempt);
    const innermost = passageWith({}, {}, inner.attempt);
    expect(outer.attempt.includes(outer.attempt)).toBe(true);
    expect(outer.attempt.includes(innermost.attempt)).toBe(true);
    expect(innermost.attempt.includes(outer.attempt)).toBe(false);
    expect(outer.attempt.includes(passageWith().attempt)).toBe(false);
    expect(outer.attempt.includes(undefined)).toBe(false);
  });
});
