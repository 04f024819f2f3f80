import { createColors } from 'picocolors';
import { heading, jsonReport, table } from '../../../demo/simulate/report';
import type { Result } from '../../../demo/simulate/workers';
import { CALM, OUTAGE } from './scenario';

const NO_COLORS = createColors(false);
const BOUND = { attemptsPerCall: 5 / 3, end: 41_000 };

const RESULTS: Result[] = [
  {
    strategy: 'none',
    figures: {
      attemptsPerCall: 1,
      peak: 0.7,
      done: 10_040,
      doneToBound: 0.478,
      lost: 2800,
      p50: 50,
      p99: 50,
    },
    attempts: [],
    failures: [],
  },
  {
    strategy: 'full',
    figures: {
      attemptsPerCall: 5.1123,
      peak: 3.96,
      lastFailure: 12_995,
      done: 70_974,
      doneToBound: 3.3797,
      lost: 0,
      p50: 15_979,
      p99: 72_437,
    },
    attempts: [],
    failures: [],
  },
];

describe('the heading', () => {
  it('says what is simulated', () => {
    expect(heading(OUTAGE, NO_COLORS)).toBe(
      'Server   200 calls a second, 50 ms, down 0–20 s\n' +
        'Clients  1 process, 4200 calls, 140 a second, up to 10 retries, waits from 1.00 s to 60.0 s, seed 1\n\n',
    );
  });

  it('says all that can be wrong with the server', () => {
    const [server] = heading(
      {
        ...OUTAGE,
        queue: 30,
        outageMode: 'refuse',
        brownOut: { from: 25_500, to: 30_000 },
        rateLimit: 100,
        errorRate: 0.05,
      },
      NO_COLORS,
    ).split('\n');
    expect(server).toBe(
      'Server   200 calls a second, 50 ms, 30 wait for their turn, refuses all 0–20 s, half of that 25.5–30 s, ' +
        '429 above 100 a second, in windows of 10.0 s, 503 by chance for 5 %',
    );
  });
});

it('the heading says how far away Redis is, and when it is lost, where that is not as usual', () => {
  const redis = { redisLatency: 20, redisLost: { from: 10_000, to: 25_000 } };
  expect(heading({ ...OUTAGE, ...redis }, NO_COLORS)).toMatch(
    /\nRedis {4}20 ms away, lost 10–25 s \(commands hang\)\n\n$/,
  );
  expect(heading(OUTAGE, NO_COLORS)).not.toContain('Redis');
});

it('the heading says what came before the trouble, and what makes it worse', () => {
  const text = heading({ ...OUTAGE, warmUp: 10_000, refusalCost: 0.2, batch: 50 }, NO_COLORS);
  expect(text).toContain('a refusal costs 0.2 of an answer, well for 10.0 s first, down 0–20 s');
  expect(text).toContain('140 a second and 50 at once');
});

it('the heading says when an outage asks to be tried again', () => {
  const told = { ...OUTAGE, outageRetryAfter: 5 };
  expect(heading(told, NO_COLORS)).toContain(', down 0–20 s with Retry-After: 5\n');
  expect(heading({ ...told, outageMode: 'refuse' }, NO_COLORS)).toContain(', refuses all 0–20 s\n');
});

describe('the table', () => {
  const lines = table(RESULTS, BOUND, OUTAGE, NO_COLORS).split('\n');
  const rows = lines.map((line) => line.split(/ {2,}/));

  it('has a row for each strategy, with a dash for what there is not', () => {
    expect(rows).toContainEqual([
      'no retry',
      '1.00',
      '0.70',
      '–',
      '10.0 s',
      '0.48',
      '2800',
      '50 ms',
      '50 ms',
    ]);
    expect(rows).toContainEqual([
      'full jitter (the default)',
      '5.11',
      '3.96',
      '13.0 s',
      '71.0 s',
      '3.38',
      '0',
      '16.0 s',
      '72.4 s',
    ]);
  });

  it('ends with what no strategy can do better than', () => {
    expect(rows).toContainEqual(['lower bound', '1.67', '–', '–', '21.0 s', '1.00', '–', '–', '–']);
  });

  it('says from when it counts', () => {
    expect(lines.join('\n')).toContain('count from 20 s, when the trouble was over.');
    expect(table(RESULTS, BOUND, CALM, NO_COLORS)).toContain('count from the beginning.');
  });
});

it('the JSON report has the scenario, the bound and the figures', () => {
  expect(JSON.parse(jsonReport(RESULTS, BOUND, OUTAGE))).toEqual({
    scenario: OUTAGE,
    bound: { attemptsPerCall: 1.667, end: 41_000 },
    strategies: [
      { strategy: 'none', ...RESULTS[0]?.figures },
      { strategy: 'full', ...RESULTS[1]?.figures, attemptsPerCall: 5.112, doneToBound: 3.38 },
    ],
  });
});
