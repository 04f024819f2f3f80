import { lowerBound } from '../simulate/bound';
import { figuresOf } from '../simulate/figures';
import type { Scenario } from '../simulate/scenario';
import { simulate } from '../simulate/workers';
import { startFleet, type Fleet } from './fleet';
import type { FleetName, Outcome } from './report';

export type Fleets = Readonly<Record<FleetName, Fleet>>;

/** Starts both fleets, up to where their calls are to begin. */
export async function startFleets(scenario: Scenario, redisUrl: string): Promise<Fleets> {
  const alone = await startFleet(scenario);
  try {
    return { alone, shared: await startFleet(scenario, redisUrl) };
  } catch (error) {
    await alone.close();
    throw error;
  }
}

export const closeFleets = async ({ alone, shared }: Fleets): Promise<void> => {
  await Promise.all([alone.close(), shared.close()]);
};

const NAMES = ['alone', 'shared'] as const;

/** What came of the real outage. */
export const realOutcomes = (fleets: Fleets, scenario: Scenario): Outcome[] =>
  NAMES.map((name) => ({
    name,
    isSimulated: false,
    figures: figuresOf(fleets[name].recording, lowerBound(scenario), scenario),
  }));

/** What the simulator says of the same outage. */
export async function simulatedOutcomes(scenario: Scenario): Promise<Outcome[]> {
  const results = await simulate(scenario, ['pacer', 'shared'], () => undefined);
  return results.map(({ strategy, figures }) => ({
    name: strategy === 'shared' ? 'shared' : 'alone',
    isSimulated: true,
    figures,
  }));
}
