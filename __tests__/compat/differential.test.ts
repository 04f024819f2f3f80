import { DIFFERENCES } from './differences';
import { observe, OURS, THEIRS, type Scenario } from './observe';
import { SCENARIOS } from './scenarios';

beforeEach(() => {
  // No jitter, which would differ from run to run.
  jest.spyOn(Math, 'random').mockReturnValue(0);
});

const both = async (scenario: Scenario) => ({
  theirs: await observe(scenario, THEIRS),
  ours: await observe(scenario, OURS),
});

const differenceIn = (scenario: Scenario): string | undefined =>
  Object.keys(DIFFERENCES).find((name) => DIFFERENCES[name]?.claims?.(scenario));

const byName = (scenarios: readonly Scenario[]): [string, Scenario][] =>
  scenarios.map((scenario) => [scenario.name, scenario]);

const same = SCENARIOS.filter((scenario) => !differenceIn(scenario));
const claimed = SCENARIOS.filter(differenceIn);

it('compares at least 150 scenarios, no two of one name', () => {
  expect(same.length).toBeGreaterThan(150);
  expect(new Set(SCENARIOS.map(({ name }) => name)).size).toBe(SCENARIOS.length);
});

describe('axiosRetryV4 does what axios-retry 4.5.0 does', () => {
  it.each(byName(same))('%s', async (_name, scenario) => {
    const { theirs, ours } = await both(scenario);
    expect(ours).toEqual(theirs);
    expect(ours.handlers).toEqual([1, 1]);
  });
});

describe('save where it is meant not to', () => {
  it.each(Object.entries(DIFFERENCES))('%s', async (_name, { scenario, look, theirs, ours }) => {
    const seen = await both(scenario);
    expect({ theirs: look(seen.theirs), ours: look(seen.ours) }).toEqual({ theirs, ours });
  });

  it.each(byName(claimed))('%s', async (_name, scenario) => {
    const { theirs, ours } = await both(scenario);
    expect(ours).not.toEqual(theirs);
  });
});
