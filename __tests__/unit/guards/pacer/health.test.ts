import { Health } from '../../../../lib/guards/pacer/health';

/** What the latest attempts say: each a time in milliseconds, and whether the server was up. */
function healthAfter(attempts: readonly (readonly [now: number, isUp: boolean])[], failures = 3): Health {
  const health = new Health(failures);
  for (const [now, isUp] of attempts) health.record(isUp, now);
  return health;
}

const failing = (...times: number[]): [number, boolean][] => times.map((now) => [now, false]);

describe('a server is down', () => {
  it('after so many failures in a row, if they lasted half a second', () => {
    const health = healthAfter(failing(1000, 1100, 1200));
    expect([health.isDown(1499), health.isDown(1500)]).toEqual([false, true]);
  });

  it('after twice as many in a row, however soon', () => {
    const health = healthAfter(failing(1000, 1000, 1000, 1000, 1000));
    expect(health.isDown(1000)).toBe(false);
    health.record(false, 1000);
    expect(health.isDown(1000)).toBe(true);
  });

  it('in a recovery only after twice as many in a row, over a latency or more', () => {
    const latency = 700;
    expect(healthAfter(failing(1000, 1100, 1200, 1300, 1400)).isDown(99_000, latency)).toBe(false);
    const health = healthAfter(failing(1000, 1100, 1200, 1300, 1400, 1500));
    expect([health.isDown(1699, latency), health.isDown(1700, latency)]).toEqual([false, true]);
  });

  it('not after any number of refusals by a rate limit, which strain it', () => {
    const health = new Health(3);
    for (let now = 0; now < 1000; now += 10) health.record(false, now, true);
    expect([health.isDown(1000), health.isStrained(1000)]).toEqual([false, true]);
  });

  it('not after one fewer, however long', () => {
    expect(healthAfter(failing(1000, 1100)).isDown(99_000)).toBe(false);
  });

  it('not with a success among them: the row begins anew, and so does its time', () => {
    const broken = [...failing(0, 100, 200), [300, true], ...failing(1000, 1100)] as [number, boolean][];
    expect(healthAfter(broken).isDown(99_000)).toBe(false);
    const anew = healthAfter([...broken, [1200, false]]);
    expect([anew.isDown(1499), anew.isDown(1500)]).toEqual([false, true]);
  });
});

describe('the share of failures', () => {
  /** So many attempts of one kind, ten milliseconds apart. */
  const row = (count: number, isUp: boolean, from = 0): [number, boolean][] =>
    Array.from({ length: count }, (_, n) => [from + n * 10, isUp]);

  it('is low for a new server, and until a quarter of the latest attempts have failed', () => {
    expect(new Health(5).isWell).toBe(true);
    // Each failure moves it a twentieth of the way.
    expect(healthAfter(row(5, false)).isWell).toBe(true);
    expect(healthAfter(row(6, false)).isWell).toBe(false);
    expect(healthAfter([...row(6, false), ...row(1, true)]).isWell).toBe(false);
    expect(healthAfter([...row(6, false), ...row(2, true)]).isWell).toBe(true);
  });

  it('is random until about one in seven of the latest attempts has failed', () => {
    expect(healthAfter(row(3, false)).isSound).toBe(true);
    expect(healthAfter(row(4, false)).isSound).toBe(false);
    expect(healthAfter([...row(4, false), ...row(5, true)]).isSound).toBe(true);
  });

  it('strains a server when more than half of them have failed for half a second', () => {
    const strained = healthAfter(row(14, false));
    // The fourteenth failure, at 130 ms, makes it more than half.
    expect([strained.isStrained(629), strained.isStrained(630)]).toEqual([false, true]);
    expect(healthAfter(row(13, false)).isStrained(99_000)).toBe(false);
  });

  it('counts that time from when it began, and anew after it was lower', () => {
    expect(healthAfter(row(30, false)).isStrained(630)).toBe(true);
    const relieved = healthAfter([...row(14, false), ...row(1, true, 200), ...row(2, false, 1000)]);
    // After the success it is a little less than half, and more again at once.
    expect([relieved.isStrained(1499), relieved.isStrained(1500)]).toEqual([false, true]);
  });
});
