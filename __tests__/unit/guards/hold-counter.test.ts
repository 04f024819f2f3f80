import { holdCounter } from '../../../lib/guards/hold-counter';

beforeEach(() => {
  jest.useFakeTimers();
});

afterEach(() => {
  jest.useRealTimers();
});

const AT = { url: 'https://user:s3cret@api.example.com/orders?key=s3cret' };
const SECONDS = 1000;

const counter = () => {
  const tell = holdCounter(({ url }) => String(url));
  return (skipped: number, isOver = false, config: object = AT): string | undefined =>
    tell(7, config, skipped, isOver)?.[0];
};

it('says nothing for a minute, and then how many there were', () => {
  const tell = counter();
  for (let skipped = 1; skipped <= 60; skipped++) {
    expect(tell(skipped)).toBeUndefined();
    jest.advanceTimersByTime(SECONDS);
  }
  expect(tell(61)).toBe('The pacer held back 61 retries to https://api.example.com within 60 s.');
  expect(tell(62)).toBeUndefined();
});

it('says what is left when the last call ends that had any, but no more than once a minute', () => {
  const tell = counter();
  tell(1);
  tell(1);
  expect(tell(1, true)).toBeUndefined();
  expect(tell(1, true)).toBe('The pacer held back 2 retries to https://api.example.com within 0 ms.');

  tell(1);
  jest.advanceTimersByTime(30 * SECONDS);
  expect(tell(1, true)).toBeUndefined();
  // What was not said yet is said with the next.
  jest.advanceTimersByTime(30 * SECONDS);
  expect(tell(1)).toBe('The pacer held back 2 retries to https://api.example.com within 60 s.');
});

it('counts each key for itself, and names no more than the origin', () => {
  const tell = counter();
  tell(1);
  tell(1, false, { url: '/relative' });
  expect(tell(1, true, { url: '/relative' })).toBe('The pacer held back 1 retry to its server within 0 ms.');
  expect(tell(1, true)).toBe('The pacer held back 1 retry to https://api.example.com within 0 ms.');
});

it('keeps a long host from filling the line', () => {
  const line = counter();
  const url = `https://${'a.'.repeat(1000)}example.com/`;
  line(1, false, { url });
  expect(line(1, true, { url })!.length).toBeLessThan(300);
});

it('counts from the first retry that was held back since the last line, and says so in the event too', () => {
  const tell = holdCounter(({ url }) => String(url));
  jest.advanceTimersByTime(5000);
  tell(7, AT, 1, false);
  jest.advanceTimersByTime(59_999);
  expect(tell(8, AT, 2, false)).toBeUndefined();
  jest.advanceTimersByTime(1);
  expect(tell(9, AT, 3, false)).toEqual([
    'The pacer held back 3 retries to https://api.example.com within 60 s.',
    { type: 'hold', call: 9, url: 'https://api.example.com', skipped: 3, elapsed: 60_000 },
  ]);
  jest.advanceTimersByTime(7000);
  tell(7, AT, 4, false);
  jest.advanceTimersByTime(60_000);
  expect(tell(7, AT, 5, false)?.[1]).toMatchObject({ skipped: 2, elapsed: 60_000 });
});

it('says nothing when a call ends that was counted already', () => {
  const tell = counter();
  tell(1);
  jest.advanceTimersByTime(60 * SECONDS);
  expect(tell(2)).toBeDefined();
  jest.advanceTimersByTime(60 * SECONDS);
  expect(tell(2, true)).toBeUndefined();
});

it('says what is left when the last call ends a minute after the last line', () => {
  const tell = counter();
  tell(1);
  jest.advanceTimersByTime(60 * SECONDS);
  expect(tell(2)).toBeDefined();
  jest.advanceTimersByTime(30 * SECONDS);
  expect(tell(3)).toBeUndefined();
  jest.advanceTimersByTime(30 * SECONDS);
  expect(tell(3, true)).toBe('The pacer held back 1 retry to https://api.example.com within 30 s.');
});

it('forgets no key within a minute', () => {
  const tell = counter();
  tell(1);
  for (let n = 1; n <= 3; n++) {
    jest.advanceTimersByTime(10 * SECONDS);
    tell(1, false, { url: `https://host${n}.example` });
  }
  jest.advanceTimersByTime(30 * SECONDS);
  expect(tell(2)).toBe('The pacer held back 2 retries to https://api.example.com within 60 s.');
});
