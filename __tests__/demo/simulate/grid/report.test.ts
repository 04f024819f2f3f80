import { createColors } from 'picocolors';
import type { Figures } from '../../../../demo/simulate/figures';
import type { Miss } from '../../../../demo/simulate/grid/judge';
import {
  exitCodeOf,
  missedOf,
  missReport,
  summary,
  type Judged,
} from '../../../../demo/simulate/grid/report';
import { OUTAGE } from '../scenario';

const FIGURES: Figures = { attemptsPerCall: 4, peak: 2, done: 10_000, lost: 0, p50: 0, p99: 0 };

const seeds = (...runs: readonly Partial<Figures>[]): Figures[] =>
  runs.map((run) => ({ ...FIGURES, ...run }));

const judged = (misses: readonly Miss[] = [], pacer = seeds({})): Judged => ({
  number: 7,
  kind: 'outage',
  scenario: OUTAGE,
  runs: { full: seeds({}), pacer },
  misses,
});

const MISS: Miss = { what: 'done', is: 12_000, limit: 10_000 };

/** So many scenarios, some of which have missed. */
const many = (all: number, missed: number): Judged[] =>
  Array.from({ length: all }, (_, index) => judged(index < missed ? [MISS] : []));

describe('the report of a miss', () => {
  const pacer = seeds({ done: 9000 }, { done: 12_000, lost: 3 }, { done: 15_500, lost: 4 });
  const report = missReport(judged([MISS, { what: 'lost', is: 3, limit: 0 }], pacer), createColors(false));
  const lines = report.split('\n');

  it('says which scenario it is, and what was missed by how much', () => {
    expect(lines[0]).toBe(
      'Scenario 7, outage: done later: 12000.00, at most 10000.00; more calls lost: 3.00, at most 0.00',
    );
    expect(lines[1]).toBe('Server   200 calls a second, 50 ms, down 0–20 s');
  });

  it('has the medians of both, and from where to where their seeds go', () => {
    const rows = lines.map((line) => line.split(/ {2,}/));
    expect(rows).toContainEqual(['', 'attempts', 'peak', 'done, s', 'lost']);
    expect(rows).toContainEqual([
      'full jitter',
      '4.00 (4.00–4.00)',
      '2.00 (2.00–2.00)',
      '10.0 (10.0–10.0)',
      '0 (0–0)',
    ]);
    expect(rows).toContainEqual([
      'with a pacer',
      '4.00 (4.00–4.00)',
      '2.00 (2.00–2.00)',
      '12.0 (9.0–15.5)',
      '3 (0–4)',
    ]);
  });
});

describe('the summary', () => {
  it('counts the misses, and compares the medians', () => {
    const one = judged([MISS], seeds({ attemptsPerCall: 2, done: 12_000 }));
    const other = judged([], seeds({ attemptsPerCall: 3, done: 6000 }, { attemptsPerCall: 5, done: 6000 }));
    expect(summary([one, other])).toBe(
      '2 scenarios, 1 missed. ' +
        'On average the pacer needs 0.75 × the attempts of full jitter, and is done after 0.90 × the time.\n',
    );
  });
});

describe('the exit code', () => {
  it.each([
    [30, 0, 0],
    [30, 1, 0],
    [30, 2, 1],
    [29, 1, 1],
    [160, 5, 0],
    [160, 6, 1],
  ])('of %d scenarios of which %d miss is %d, as --help says', (all, missed, code) => {
    const scenarios = many(all, missed);
    expect(missedOf(scenarios)).toHaveLength(missed);
    expect(exitCodeOf(scenarios)).toBe(code);
  });
});
