import { createHash } from 'node:crypto';
import { drawScenarios, KINDS } from '../../../../demo/simulate/grid/draw';
import { callsOf } from '../../../../demo/simulate/scenario';

const DRAWN = drawScenarios(150, 1);
const scenarios = DRAWN.map(({ scenario }) => scenario);

it('the same seed draws the same scenarios, and another one others', () => {
  expect(drawScenarios(150, 1)).toEqual(DRAWN);
  // An odd number, and a part.
  expect(drawScenarios(7, 1)).toEqual(DRAWN.slice(0, 7));
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

// The numbers of each scenario once began almost like those of the one before.
it.each([1, 2, 41, 53])('grid %d has small servers and large ones, quick ones and slow ones', (grid) => {
  const drawn = drawScenarios(150, grid).map(({ scenario }) => scenario);
  for (const [figure, least, most] of [
    ['capacity', 40, 500],
    ['latency', 20, 500],
    ['processes', 4, 50],
  ] as const) {
    const below = drawn.filter((scenario) => scenario[figure] < least);
    const above = drawn.filter((scenario) => scenario[figure] > most);
    expect(below.length).toBeGreaterThan(15);
    expect(above.length).toBeGreaterThan(15);
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
  [1, '8309751d'],
  [3, '8e8f27c8'],
  [9, '2b36b31b'],
])('the first 150 of seed %d stay what they are, so that figures can be compared', (seed, expected) => {
  expect(digest(seed)).toBe(expected);
});

it('some outages answer 503 with a Retry-After', () => {
  const told = DRAWN.filter(({ kind }) => kind === 'outage with Retry-After');
  expect(told.length).toBeGreaterThanOrEqual(16);
  for (const { scenario } of told) {
    expect(scenario).toMatchObject({ outageMode: 'status', outages: [expect.anything()] });
    expect(scenario.outageRetryAfter).toBeGreaterThanOrEqual(1);
    expect(scenario.outageRetryAfter).toBeLessThanOrEqual(30);
  }
});
