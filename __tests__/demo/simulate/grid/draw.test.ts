import { createHash } from 'node:crypto';
import { drawScenarios, KINDS } from '../../../../demo/simulate/grid/draw';
import { callsOf } from '../../../../demo/simulate/scenario';

const DRAWN = drawScenarios(160, 1);
const scenarios = DRAWN.map(({ scenario }) => scenario);

it('the same seed draws the same scenarios, and another one others', () => {
  expect(drawScenarios(160, 1)).toEqual(DRAWN);
  expect(drawScenarios(4, 2)).not.toEqual(DRAWN.slice(0, 4));
});

it('each comes twice, the second time after ten quiet seconds', () => {
  for (let index = 0; index < scenarios.length; index += 2) {
    expect(scenarios[index]?.warmUp).toBe(0);
    expect(scenarios[index + 1]).toEqual({ ...scenarios[index], warmUp: 10_000 });
  }
});

it('there is each kind, and all is within its range', () => {
  expect(new Set(DRAWN.map(({ kind }) => kind))).toEqual(new Set(KINDS));
  for (const { capacity, latency, processes, outages, rateWindow, queue } of scenarios) {
    expect(capacity).toBeGreaterThanOrEqual(20);
    expect(capacity).toBeLessThanOrEqual(5000);
    expect(latency).toBeGreaterThanOrEqual(5);
    expect(latency).toBeLessThanOrEqual(2000);
    expect(processes).toBeGreaterThanOrEqual(1);
    expect(processes).toBeLessThanOrEqual(200);
    for (const { from, to } of outages) expect(to).toBeGreaterThan(from);
    expect(rateWindow).toBeGreaterThanOrEqual(1000);
    expect(rateWindow).toBeLessThanOrEqual(30_000);
    expect(queue / capacity).toBeLessThanOrEqual(15.1);
  }
});

it('none is too large to be simulated in seconds, or empty', () => {
  for (const scenario of scenarios) {
    expect(callsOf(scenario)).toBeGreaterThan(10);
    expect(callsOf(scenario)).toBeLessThan(30_000);
  }
});

/** A few letters that stand for the first 150 scenarios of a seed. How far away Redis is, nobody draws. */
const digest = (seed: number): string =>
  createHash('sha1')
    .update(
      JSON.stringify(drawScenarios(150, seed), (name, value: unknown) =>
        name.startsWith('redis') ? undefined : value,
      ),
    )
    .digest('hex')
    .slice(0, 8);

it.each([
  [1, '00dea362'],
  [3, '1f8b1baa'],
  [9, '93fd2fdf'],
])('the first 150 of seed %d stay what they are, so that figures can be compared', (seed, expected) => {
  expect(digest(seed)).toBe(expected);
});

// Its third pair begins with a server for which no brown-out is short enough.
it.each([2, 6])('seed %d draws scenarios too', (seed) => {
  expect(drawScenarios(6, seed)).toHaveLength(6);
});

it('after them come outages whose 503 has a Retry-After', () => {
  const told = DRAWN.slice(150);
  expect(new Set(told.map(({ kind }) => kind))).toEqual(new Set(['outage with Retry-After']));
  for (const { scenario } of told) {
    expect(scenario).toMatchObject({ outageMode: 'status', outages: [expect.anything()] });
    expect(scenario.outageRetryAfter).toBeGreaterThanOrEqual(1);
    expect(scenario.outageRetryAfter).toBeLessThanOrEqual(30);
  }
});
