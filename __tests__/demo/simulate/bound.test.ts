import { lowerBound } from '../../../demo/simulate/bound';
import { CALM, OUTAGE } from './scenario';

describe('the lower bound', () => {
  it('of calm is one attempt a call, and the time of the calls', () => {
    const { attemptsPerCall, end } = lowerBound(CALM);
    expect(attemptsPerCall).toBe(1);
    expect(end).toBeCloseTo(29_970);
  });

  it('of an outage is one more attempt for each of its calls, and the backlog over the spare capacity', () => {
    // 2800 calls of 4200 meet it. 60 a second are worked off for 10 s, and 200 a second after that.
    const { attemptsPerCall, end } = lowerBound(OUTAGE);
    expect(attemptsPerCall).toBeCloseTo(1 + 2800 / 4200);
    expect(end).toBeCloseTo(20_000 + 21_000);
  });

  it('of an outage that outlasts the calls is the whole of them over the capacity', () => {
    const outages = [{ from: 0, to: 40_000 }];
    expect(lowerBound({ ...CALM, outages })).toEqual({ attemptsPerCall: 2, end: 40_000 + 21_000 });
  });

  it('of a brown-out counts those whom it turns away', () => {
    // 40 a second for 10 s, and 60 a second are worked off after it.
    const { attemptsPerCall, end } = lowerBound({ ...CALM, brownOut: { from: 0, to: 10_000 } });
    expect(attemptsPerCall).toBeCloseTo(1 + 400 / 4200);
    expect(end).toBeCloseTo(29_970);
  });

  it('turns nobody away whom a queue has room for', () => {
    const scenario = { ...CALM, brownOut: { from: 0, to: 10_000 } };
    expect(lowerBound({ ...scenario, queue: 1000 }).attemptsPerCall).toBe(1);
    expect(lowerBound({ ...scenario, queue: 100 }).attemptsPerCall).toBeCloseTo(1 + 300 / 4200);
  });

  it('counts those whom an outage turns away, whatever queue there is', () => {
    expect(lowerBound({ ...OUTAGE, queue: 10_000 }).attemptsPerCall).toBeCloseTo(1 + 2800 / 4200);
  });

  it('of a rate limiter waits for its windows', () => {
    // Ten calls a second for 20 s, and five a second get through, fifty at the beginning of each window.
    const scenario = { ...CALM, rate: 10, duration: 20_000, rateLimit: 5 };
    const { attemptsPerCall, end } = lowerBound(scenario);
    expect(attemptsPerCall).toBeCloseTo(1.5);
    expect(end).toBeGreaterThan(30_000);
    expect(end).toBeLessThan(31_000);
  });

  it('of failures by chance counts the attempts that they cost', () => {
    expect(lowerBound({ ...CALM, errorRate: 0.2 }).attemptsPerCall).toBeCloseTo(1.25);
  });
});
