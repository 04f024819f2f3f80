import { callsBefore, callsOf, capacityAt, isDown, TENTH, type Scenario } from './scenario';

/** What no strategy can do better than. */
export interface Bound {
  readonly attemptsPerCall: number;
  /** When all calls are done, in milliseconds from the beginning. */
  readonly end: number;
}

/**
 * The least that a scenario costs, latency aside, if calls were a fluid: each call that meets an outage or a full
 * server needs one more attempt, and what waits is worked off with all the capacity that new calls leave.
 */
export function lowerBound(scenario: Scenario): Bound {
  const { queue, errorRate } = scenario;
  const calls = callsOf(scenario);
  // Who is turned away has had an attempt, and a retry must not take the place of a call that would get through.
  const { turnedAway } = flow(scenario, { places: queue, good: 1 });
  const { end } = flow(scenario, { places: Infinity, good: 1 - errorRate });
  return { attemptsPerCall: turnedAway / calls + 1 / (1 - errorRate), end };
}

interface Flow {
  /** How many calls may wait for their turn. `Infinity`: all, and through an outage too. */
  readonly places: number;
  /** Which part of what the server takes up is done for good. */
  readonly good: number;
}

/** Lets the calls flow through the server, in tenths of a second. */
function flow(scenario: Scenario, { places, good }: Flow): { turnedAway: number; end: number } {
  const { duration, warmUp, rateLimit = Infinity, rateWindow } = scenario;
  let waiting = 0;
  let turnedAway = 0;
  let end = 0;
  let allowed = 0;
  for (let now = 0; now < warmUp + duration || waiting > 0; now += TENTH) {
    if (now < warmUp) allowed = Infinity;
    else if ((now - warmUp) % rateWindow === 0) allowed = (rateLimit * rateWindow) / 1000;
    waiting += callsBefore(scenario, now + TENTH) - callsBefore(scenario, now);
    if (!isDown(scenario, now)) {
      const capacity = (good * capacityAt(scenario, now) * TENTH) / 1000;
      const served = Math.min(waiting, capacity, good * allowed);
      if (served > 0) end = now + (TENTH * served) / capacity;
      allowed -= served / good;
      waiting -= served;
    }
    const room = isDown(scenario, now) && places < Infinity ? 0 : places;
    turnedAway += Math.max(0, waiting - room);
    waiting = Math.min(waiting, room);
  }
  return { turnedAway, end };
}
