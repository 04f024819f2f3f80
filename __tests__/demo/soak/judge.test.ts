import { growthOf, judge, NOISE } from '../../../demo/soak/judge';
import type { Sample } from '../../../demo/soak/resources';
import { describeFindings, exitCodeOf } from '../../../demo/shared/findings';
import { createColors } from 'picocolors';

const sample = (more: Partial<Sample> = {}): Sample => ({
  counts: { timers: 2, sockets: 0 },
  heap: 50_000_000,
  buffers: 1_000_000,
  ...more,
});

const missed = (samples: readonly Sample[]): string[] =>
  judge(samples)
    .filter(({ isMet }) => !isMet)
    .map(({ what }) => what);

describe('growth', () => {
  it.each([
    [[1, 2, 3, 4, 5], 4],
    [[5, 5, 5, 5, 5], 0],
    [[5, 4, 3, 2, 1], -4],
    // One odd sample moves nothing.
    [[1, 2, 3, 400, 5], 4],
    [[900, 5, 5, 5, 5], 0],
  ])('of %j is %d', (samples, growth) => {
    expect(growthOf(samples)).toBe(growth);
  });
});

describe('the judge of a soak', () => {
  it('finds nothing where all is as it was', () => {
    expect(missed([sample(), sample({ counts: { timers: 9, sockets: 9 } }), sample()])).toEqual([]);
  });

  it.each([
    ['one timer more', { timers: 3, sockets: 0 }, ['timers']],
    ['one timer less', { timers: 1, sockets: 0 }, ['timers']],
    ['a socket', { timers: 2, sockets: 1 }, ['sockets']],
    ['a count that is missing', { timers: 2 }, ['sockets']],
  ])('finds %s', (_what, counts, what) => {
    expect(missed([sample(), sample(), sample({ counts })])).toEqual(what);
  });

  it.each([
    ['heap', 'heap growth'],
    ['buffers', 'memory growth outside the heap'],
  ])('finds a %s that grows by more than the noise, but no single peak', (name, what) => {
    const grow = (step: number): Sample[] =>
      Array.from({ length: 11 }, (_, lap) => sample({ [name]: 50_000_000 + lap * step }));
    expect(missed(grow(NOISE / 11))).toEqual([]);
    expect(missed(grow(NOISE / 9))).toEqual([what]);
    expect(missed([...grow(0), sample({ [name]: 90_000_000 }), sample({ [name]: 50_000_000 })])).toEqual([]);
  });

  it('passes nothing on the ground of no samples, or one', () => {
    expect(exitCodeOf(judge([]))).toBe(1);
    expect(exitCodeOf(judge([sample()]))).toBe(1);
  });
});

describe('the verdict', () => {
  const colors = createColors(false);

  it('counts what is missed, and decides the exit code', () => {
    const good = judge([sample(), sample()]);
    expect(describeFindings(good, colors)).toMatch(
      /timers +2 +exactly 2 +met\n[^]*\nPassed: all 4 limits met\.\n$/,
    );
    expect(exitCodeOf(good)).toBe(0);
    const bad = judge([sample(), sample({ counts: { timers: 3, sockets: 0 } })]);
    expect(describeFindings(bad, colors)).toMatch(
      /timers +3 +exactly 2 +MISSED\n[^]*\nFailed: 1 of 4 limits missed\.\n$/,
    );
    expect(exitCodeOf(bad)).toBe(1);
  });

  it('fails where nothing was measured', () => {
    expect(describeFindings([], colors)).toContain('Failed: nothing was measured.');
    expect(exitCodeOf([])).toBe(1);
  });
});
