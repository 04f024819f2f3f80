import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import { jsonReport, markdownReport, meetsTarget } from '../../../demo/bench/report';
import type { Result } from '../../../demo/bench/rounds';

const result = (median: number, target = 1.05): Result => ({
  measurement: {
    name: 'calls',
    title: 'time of a call',
    unit: 'µs',
    baseline: 'axios-retry',
    subjects: ['axios-backoff', 'retry-axios'],
    target,
    parts: [],
  },
  ratios: { 'axios-backoff': { median, lowest: 1, highest: 1.23456 } },
  figures: {
    'axios-backoff': { median: 20.25, lowest: 20, highest: 21 },
    'axios-retry': { median: 19, lowest: 18, highest: 20 },
  },
});

const ENVIRONMENT = { node: '20.1.0', cores: 1, versions: { axios: '1.2.3', 'axios-backoff': '4.5.6' } };

describe('a target', () => {
  it.each([
    [1.05, true],
    [1.0504, true],
    [1.0506, false],
    [NaN, false],
  ])('of 1.05 is held against what is printed of %d', (median, isMet) => {
    expect(meetsTarget(result(median), 3)).toBe(isMet);
  });

  it.each([1, 2])('is neither met nor missed after %d rounds, which the report says', (rounds) => {
    expect(meetsTarget(result(1.01), rounds)).toBeUndefined();
    const report = markdownReport([result(1.01), result(1.1)], rounds, ENVIRONMENT);
    expect(report).toMatch(/\| at most 1\.05 +\|\n.*\| at most 1\.05 +\|\n/);
    expect(report).not.toMatch(/met|missed/);
    expect(report).toContain(
      'lower is better. No verdict on the targets: it takes 3 rounds to tell a miss from noise. Node 20.1.0,',
    );
    const [measurement] = JSON.parse(jsonReport([result(1.01)], rounds, ENVIRONMENT)).measurements;
    expect(measurement).not.toHaveProperty('met');
  });
});

describe('the Markdown report', () => {
  const report = markdownReport([result(1.01), result(0.95, 0.9)], 3, ENVIRONMENT);
  const rows = report.split('\n').map((line) => line.replace(/ +/g, ' '));

  const others = {
    ...result(1).measurement,
    baseline: 'axios' as const,
  };
  const summary = { median: 1, lowest: 1, highest: 1 };

  it('has a row for each measurement, and a column for everyone who was measured', () => {
    const mixed = markdownReport(
      [
        result(1.01),
        { measurement: others, ratios: { 'axios-retry': summary }, figures: { axios: summary } },
      ],
      5,
      ENVIRONMENT,
    );
    expect(mixed.replace(/ +/g, ' ').split('\n').slice(0, 4)).toEqual([
      '| median (lowest–highest) | axios-backoff | axios | axios-retry | target for axios-backoff |',
      expect.stringMatching(/^[| -]+$/),
      '| time of a call | 1.010 (1.000–1.235) | – | 1 | at most 1.05: met |',
      '| time of a call | – | 1 | 1.000 (1.000–1.000) | at most 1.05: **missed** |',
    ]);
  });

  it('says nothing of a target where there is none', () => {
    const { measurement, ...rest } = result(1);
    const [, , row] = markdownReport(
      [{ measurement: { ...measurement, target: undefined }, ...rest }],
      1,
      ENVIRONMENT,
    ).split('\n');
    expect(row).toMatch(/\| – +\|$/);
  });

  it('has the figures themselves below, with their unit', () => {
    expect(rows.at(-3)).toBe('| time of a call | µs | 20.3 (20.0–21.0) | 19.0 (18.0–20.0) |');
  });

  it('marks a target that was missed', () => {
    expect(rows[3]).toContain('at most 0.9: **missed**');
  });

  it('says where the ratios were taken', () => {
    expect(report).toContain(
      'over 3 rounds; lower is better. Node 20.1.0, axios 1.2.3, axios-backoff 4.5.6, 1 core.',
    );
  });

  it('is laid out as prettier would, so that it can stand in a document', () => {
    // By its command: what it exports loads its parsers in a way that Jest does not allow.
    const prettier = resolve(__dirname, '../../../node_modules/prettier/bin/prettier.cjs');
    const laidOut = execFileSync(process.execPath, [prettier, '--parser', 'markdown'], { input: report });
    expect(String(laidOut)).toBe(report);
  });
});

it('the JSON report has the same figures, and says which targets were met', () => {
  expect(JSON.parse(jsonReport([result(1.01111)], 3, ENVIRONMENT))).toEqual({
    environment: ENVIRONMENT,
    rounds: 3,
    measurements: [
      {
        name: 'calls',
        title: 'time of a call',
        unit: 'µs',
        baseline: 'axios-retry',
        target: 1.05,
        met: true,
        ratios: { 'axios-backoff': { median: 1.011, lowest: 1, highest: 1.235 } },
        figures: {
          'axios-backoff': { median: 20.25, lowest: 20, highest: 21 },
          'axios-retry': { median: 19, lowest: 18, highest: 20 },
        },
      },
    ],
  });
});
