import { seededRandom } from '../random';
import { CALM, type Scenario, type Span } from '../scenario';

/** What is wrong in a scenario, in turn. */
export const KINDS = [
  'outage',
  'outages',
  'brown-out',
  'limiter',
  'outage',
  'batch',
  'brown-out',
  'noise',
  'outage with Retry-After',
] as const;
export type Kind = (typeof KINDS)[number];

/** A scenario of the grid. */
export interface Drawn {
  /** From 1. */
  readonly number: number;
  readonly kind: Kind;
  readonly scenario: Scenario;
}

// About what can be simulated in two seconds.
const MOST_ATTEMPTS = 20_000;
// What one call in trouble costs, as far as that limit goes.
const ATTEMPTS_IN_TROUBLE = 3;

// After so many lengths for a server, or servers for a length, both are drawn anew.
const MOST_TRIES = 1000;

const WARM_UP = 10_000;

interface Draws {
  /** A number between two others, drawn so that each order of size is as likely as any other. */
  readonly between: (least: number, most: number) => number;
  readonly even: (least: number, most: number) => number;
  readonly chance: (part: number) => boolean;
}

function drawsOf(random: () => number): Draws {
  return {
    between: (least, most) => least * (most / least) ** random(),
    even: (least, most) => least + (most - least) * random(),
    chance: (part) => random() < part,
  };
}

// In tenths of a second, since everything is counted by them.
const tenths = (milliseconds: number): number => Math.max(100, Math.round(milliseconds / 100) * 100);

/** What the kinds differ in. */
type Trouble = Partial<Scenario> & Pick<Scenario, 'duration'>;

const span = (from: number, length: number): Span => ({
  from: tenths(from),
  to: tenths(from + length),
});

/** What goes wrong, for so many milliseconds. */
function troubleOf(kind: Kind, length: number, capacity: number, { between, even, chance }: Draws): Trouble {
  const from0: Span = { from: 0, to: tenths(length) };
  const duration = tenths(length * even(1.1, 2) + 2000);
  const load = even(0.3, 0.95);
  const rate = Math.max(1, Math.round(capacity * load));
  switch (kind) {
    case 'outage':
      return { rate, duration, outages: [from0], outageMode: chance(0.25) ? 'refuse' : 'status' };
    case 'outage with Retry-After':
      return { rate, duration, outages: [from0], outageRetryAfter: Math.round(between(1, 30)) };
    case 'outages': {
      const pause = length * even(0.3, 1.5) + 1000;
      const second = span(length + pause, length * even(0.3, 1));
      return { rate, duration: tenths(second.to * even(1.1, 1.5)), outages: [from0, second] };
    }
    case 'brown-out':
      return { rate, duration, brownOut: from0 };
    case 'limiter': {
      const rateLimit = Math.max(1, Math.round(rate / even(0.7, 1.6)));
      return { rate, duration, rateLimit, rateWindow: tenths(between(1000, 30_000)) };
    }
    case 'batch': {
      const batch = Math.ceil((capacity * Math.min(length, 30_000)) / 1000);
      return { rate: chance(0.5) ? rate : 1, duration: tenths(even(1, 2) * length + 2000), batch };
    }
    case 'noise':
      return { rate, duration: tenths(length + 10_000), errorRate: 0.05 };
  }
}

/** About how many attempts a scenario takes. */
const attemptsOf = ({ rate, duration, warmUp, batch }: Scenario, kind: Kind): number =>
  (rate * warmUp) / 1000 + ((rate * duration) / 1000 + batch) * (kind === 'noise' ? 1 : ATTEMPTS_IN_TROUBLE);

function draw(kind: Kind, random: () => number): Scenario {
  const draws = drawsOf(random);
  const { between, even, chance } = draws;
  const drawCapacity = (): number => Math.round(between(20, 5000));
  const drawLength = (): number => between(1000, kind === 'limiter' || kind === 'noise' ? 60_000 : 300_000);
  // Too much of both would take too long: a large server gets a short outage, and a long one strikes a small one.
  const isLengthFirst = chance(0.5);
  let capacity = drawCapacity();
  let length = drawLength();
  for (let tries = 0; ; tries++) {
    // With some large servers no trouble is short enough.
    const isHopeless = tries >= MOST_TRIES;
    if (isLengthFirst || isHopeless) capacity = drawCapacity();
    if (!isLengthFirst || isHopeless) length = drawLength();
    const scenario: Scenario = {
      ...CALM,
      processes: Math.round(between(1, 200)),
      warmUp: WARM_UP,
      retries: chance(0.5) ? 10 : chance(0.5) ? 5 : 3,
      capacity,
      latency: Math.round(between(5, 2000)),
      queue: chance(0.35) ? Math.round((capacity * between(500, 15_000)) / 1000) : 0,
      refusalCost: chance(0.25) ? Number(even(0.05, 0.3).toFixed(2)) : 0,
      errorRate: chance(0.2) ? 0.05 : 0,
      ...troubleOf(kind, length, capacity, draws),
    };
    if (attemptsOf(scenario, kind) <= MOST_ATTEMPTS) return scenario;
  }
}

/**
 * Draws the scenarios of the grid: the same seed gives the same ones. Each comes twice, the second time after ten
 * quiet seconds.
 */
export function drawScenarios(count: number, seed: number): Drawn[] {
  // One for all: the first numbers of two generators whose seeds are close to each other are close as well.
  const random = seededRandom(seed);
  const pairs = Array.from({ length: Math.ceil(count / 2) }, (_, pair) => {
    const kind = KINDS[pair % KINDS.length] ?? 'outage';
    return { kind, scenario: draw(kind, random) };
  });
  return pairs
    .flatMap(({ kind, scenario }) =>
      [0, WARM_UP].map((warmUp) => ({ kind, scenario: { ...scenario, warmUp } })),
    )
    .slice(0, count)
    .map((one, index) => ({ number: index + 1, ...one }));
}
