import type { EndedAttempt } from '../../../lib';
import { readRuns, Report, writeRuns } from '../../../lib/redis/report';
import { retryOf } from '../../redis/guards';

const attempt = (isUp: boolean | undefined, more: Partial<EndedAttempt> = {}): EndedAttempt => ({
  config: {},
  duration: 20,
  isFirst: true,
  isUp,
  ...more,
});

function reportOf(...attempts: EndedAttempt[]): Report {
  const report = new Report();
  for (const [index, one] of attempts.entries()) report.add(one, 1000 + index, false, '');
  return report;
}

it('attempts in a row that end alike are one run, with the times of the first and the last', () => {
  const [run, ...more] = reportOf(attempt(true), attempt(true, { duration: 30 }), attempt(true)).take();
  expect(more).toEqual([]);
  expect(run).toMatchObject({ isUp: true, count: 3, firstAt: 1000, lastAt: 1002, duration: 20 });
});

it.each([
  ['another outcome', attempt(false)],
  ['a retry', attempt(true, { retry: retryOf() })],
  ['a limit', attempt(true, { status: 429 })],
  ['a Retry-After', attempt(true, { retryAfter: 1000 })],
])('%s is another run', (_name, other) => {
  expect(reportOf(attempt(true), other, attempt(true)).take()).toHaveLength(3);
});

it('one that used up its share of the release rate is another run', () => {
  const report = reportOf(attempt(true));
  report.add(attempt(true), 1001, true, '');
  report.add(attempt(true), 1002, true, '');
  report.add(attempt(true), 1003, false, '');
  expect(report.take().map(({ isUsedUp, count }) => [isUsedUp, count])).toEqual([
    [false, 1],
    [true, 2],
    [false, 1],
  ]);
});

it('a run says how its attempts ended', () => {
  const [run] = reportOf(attempt(false, { retry: retryOf(), status: 429, retryAfter: 3000 })).take();
  expect(run).toEqual({
    ...{ isUp: false, isRetry: true, isUsedUp: false, isLimit: true, token: '' },
    ...{ count: 1, firstAt: 1000, lastAt: 1000, duration: 20, askedUntil: 4000 },
  });
  expect(reportOf(attempt(true, { status: 200 })).take()).toMatchObject([
    { isUp: true, isRetry: false, isLimit: false, askedUntil: 0 },
  ]);
});

it('is written in numbers, times as ages in whole milliseconds', () => {
  const [run] = reportOf(attempt(undefined, { retry: retryOf(), duration: 20.4 })).take();
  expect(writeRuns([{ ...run!, firstAt: 999.6, isUsedUp: true, token: 'me:1' }], 1100)).toBe(
    '[[-1,1,1,0,"me:1",1,100,100,20,0]]',
  );
});

it('of those that were asked for patience, the latest time counts', () => {
  const asked = (retryAfter: number): EndedAttempt => attempt(false, { status: 429, retryAfter });
  const [run] = reportOf(asked(5000), asked(9000), asked(2000)).take();
  expect(run).toMatchObject({ isLimit: true, count: 3, askedUntil: 1001 + 9000 });
});

it('a probe is a run of its own', () => {
  const report = reportOf(attempt(false));
  report.add(attempt(false), 1001, false, 'me:1');
  report.add(attempt(false), 1002, false, '');
  expect(report.take().map(({ token }) => token)).toEqual(['', 'me:1', '']);
});

it('a report is bounded, however much has happened: the oldest is dropped', () => {
  const report = new Report();
  for (let index = 0; index < 10_000; index++) report.add(attempt(true), index, false, '');
  expect(report.take()).toMatchObject([{ count: 100, firstAt: 0, lastAt: 9999 }]);
  for (let index = 0; index < 1000; index++) report.add(attempt(index % 2 === 0), index, false, '');
  const runs = report.take();
  expect(runs).toHaveLength(64);
  expect(runs[63]!.lastAt).toBe(999);
});

it('attempts that could not be reported come before newer ones', () => {
  const report = reportOf(attempt(true), attempt(false));
  const taken = report.take();
  expect(report.hasFailure).toBe(false);
  report.add(attempt(false), 2000, false, '');
  report.add(attempt(true), 2001, false, '');
  report.restore(taken);
  expect(report.hasFailure).toBe(true);
  expect(report.take().map(({ isUp, count }) => [isUp, count])).toEqual([
    [true, 1],
    [false, 2],
    [true, 1],
  ]);
});

it('travels as text with ages, to any other clock', () => {
  const report = reportOf(attempt(true), attempt(false, { retry: retryOf(), status: 429, retryAfter: 3000 }));
  report.add(attempt(undefined), 1005, true, 'me:2');
  const runs = report.take();
  const there = readRuns(writeRuns(runs, 1100), 501_100);
  expect(there).toEqual(
    runs.map((run) => ({
      ...run,
      firstAt: run.firstAt + 500_000,
      lastAt: run.lastAt + 500_000,
      askedUntil: run.askedUntil && run.askedUntil + 500_000,
    })),
  );
  expect(writeRuns([], 1000)).toBe('');
});

it('what is not finite is no report', () => {
  expect(() => readRuns('[[1,0,0,0,"",1,1e999,0,20,0]]', 1000)).toThrow(new TypeError('no report'));
});

it.each(['', '{}', 'null', '[1]', '[[]]', '[[1,0,0,0,"",1,"x",0,20,0]]', '[[1,0,0,0,"",1e999,0,0,20,0]]'])(
  '%j is no report',
  (text) => {
    expect(() => readRuns(text, 1000)).toThrow();
  },
);
