import type { Figures } from '../../../../demo/simulate/figures';
import { median } from '../../../../demo/shared/median';
import { judge } from '../../../../demo/simulate/grid/judge';
import { CALM, OUTAGE } from '../scenario';

const GOOD: Figures = { attemptsPerCall: 2, peak: 0.8, done: 1000, lost: 10, p50: 0, p99: 0 };

/** What is missed if full jitter did like that by three seeds, and the pacer like this. */
const missed = (pacer: Partial<Figures>, full: readonly Partial<Figures>[] = [{}, {}, {}], scenario = CALM) =>
  judge(scenario, { full: full.map((one) => ({ ...GOOD, ...one })), pacer: [{ ...GOOD, ...pacer }] });

describe('the median', () => {
  it.each([
    [[3, 1, 2], 2],
    [[1, 2, 3, 10], 2.5],
    [[7], 7],
  ])('of %p is %d', (numbers, expected) => {
    expect(median(numbers)).toBe(expected);
  });
});

describe('a pacer misses nothing', () => {
  it('if it does as full jitter does', () => {
    expect(missed({})).toEqual([]);
  });

  it('with a twentieth more attempts, and with a peak up to the capacity', () => {
    expect(missed({ attemptsPerCall: 2.1, peak: 1 })).toEqual([]);
  });

  it('within the spread of full jitter around its median', () => {
    const full = [{ done: 900 }, { done: 1000 }, { done: 1200 }];
    expect(missed({ done: 1300 }, full)).toEqual([]);
    expect(missed({ done: 1301 }, full)).toEqual([{ what: 'done', is: 1301, limit: 1300 }]);
  });
});

it.each([
  ['attempts', { attemptsPerCall: 2.11 }],
  ['done', { done: 1001 }],
  ['peak', { peak: 1.01 }],
  ['lost', { lost: 11 }],
] as const)('a pacer that is worse in %s misses that', (what, pacer) => {
  expect(missed(pacer)).toEqual([expect.objectContaining({ what })]);
});

describe('a storm', () => {
  const full = [{ attemptsPerCall: 5 }];

  it('must be cut to 0.6', () => {
    expect(missed({ attemptsPerCall: 3 }, full, OUTAGE)).toEqual([]);
    expect(missed({ attemptsPerCall: 3.01 }, full, OUTAGE)).toEqual([
      expect.objectContaining({ what: 'storm', limit: 3 }),
    ]);
  });

  it('but not below what nobody can go below, and a tenth', () => {
    const limit = 1.1 * (1 + 2800 / 4200);
    expect(missed({ attemptsPerCall: limit - 0.01 }, [{ attemptsPerCall: 2.6 }], OUTAGE)).toEqual([]);
    expect(missed({ attemptsPerCall: limit + 0.01 }, [{ attemptsPerCall: 2.6 }], OUTAGE)).toHaveLength(1);
  });

  it('takes many calls in each process, and many attempts with full jitter', () => {
    expect(missed({ attemptsPerCall: 5 }, full, { ...OUTAGE, processes: 141 })).toEqual([]);
    expect(missed({ attemptsPerCall: 2.5 }, [{ attemptsPerCall: 2.5 }], OUTAGE)).toEqual([]);
  });
});
