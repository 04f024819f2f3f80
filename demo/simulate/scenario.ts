/** A part of the simulated time, in milliseconds from its beginning: `from` belongs to it, `to` does not. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** What a fleet of clients does, and the server that it meets. Times in milliseconds. */
export interface Scenario {
  /** How many processes there are; each has an axios instance, and guards, of its own. */
  readonly processes: number;
  /** Calls a second of the whole fleet. They begin evenly, and the processes take turns. */
  readonly rate: number;
  /** How long calls begin. */
  readonly duration: number;
  /** How long all is well at first: calls come at their rate. All other times count from its end. */
  readonly warmUp: number;
  /** How many more calls begin at once, when the warm-up is over. */
  readonly batch: number;

  readonly retries: number;
  readonly initialDelay: number;
  readonly maxDelay: number;
  /** How long a client waits for an answer. */
  readonly timeout: number;

  /** Calls a second that the server can answer. */
  readonly capacity: number;
  /** How long an answer takes, time in the queue aside. */
  readonly latency: number;
  /** How many calls may wait in the server for their turn; with 0 each call above the capacity fails at once. */
  readonly queue: number;
  /** Which part of an answered call a refused one costs the server. */
  readonly refusalCost: number;
  /** When every call fails. */
  readonly outages: readonly Span[];
  /** How they fail: with 503, or because nobody listens. */
  readonly outageMode: OutageMode;
  /** The seconds after which a 503 of an outage asks to be tried again. Absent: it names no time. */
  readonly outageRetryAfter?: number;
  /** When the capacity is halved. */
  readonly brownOut?: Span;
  /** Calls a second that a rate limiter in front of the server lets through. */
  readonly rateLimit?: number;
  /** How long each of its windows is. It counts anew in each. */
  readonly rateWindow: number;
  /** Which part of the answers is a 503 by chance. */
  readonly errorRate: number;

  /** How long the way to the fleet's Redis and back takes. */
  readonly redisLatency: number;
  /** When that is lost. */
  readonly redisLost?: Span;
  readonly redisLostMode: RedisLostMode;

  /** Where all randomness starts. */
  readonly seed: number;
}

export const OUTAGE_MODES = ['status', 'refuse'] as const;
export type OutageMode = (typeof OUTAGE_MODES)[number];

export const REDIS_LOST_MODES = ['hang', 'fail'] as const;
export type RedisLostMode = (typeof REDIS_LOST_MODES)[number];

/** A healthy server with a load that it can take: what the command simulates by default, without its outage. */
export const CALM: Scenario = {
  processes: 1,
  rate: 140,
  duration: 30_000,
  warmUp: 0,
  batch: 0,
  retries: 10,
  initialDelay: 1000,
  maxDelay: 60_000,
  timeout: 10_000,
  capacity: 200,
  latency: 50,
  queue: 0,
  refusalCost: 0,
  outages: [],
  outageMode: 'status',
  rateWindow: 10_000,
  errorRate: 0,
  redisLatency: 1,
  redisLostMode: 'hang',
  seed: 1,
};

/** The time in which the server counts its calls, and which everything else is counted by. */
export const TENTH = 100;

export const isWithin = (span: Span | undefined, now: number): boolean =>
  span !== undefined && now >= span.from && now < span.to;

/** Whether every call fails at a time. */
export const isDown = ({ outages, warmUp }: Scenario, now: number): boolean =>
  outages.some((outage) => isWithin(outage, now - warmUp));

/** The capacity at a time, in calls a second, but for an outage. */
export const capacityAt = ({ capacity, brownOut, warmUp }: Scenario, now: number): number =>
  isWithin(brownOut, now - warmUp) ? capacity / 2 : capacity;

/** How many calls begin before a time, but for the batch. The first begins at 0. */
const steadyBefore = ({ rate, duration, warmUp }: Scenario, time: number): number =>
  // Rounded, since a product such as 140 × 0.1 is not always whole where it should be.
  Math.ceil(Number(((Math.min(time, warmUp + duration) * rate) / 1000).toFixed(6)));

/** How many calls begin before a time. */
export const callsBefore = (scenario: Scenario, time: number): number =>
  steadyBefore(scenario, time) + (time > scenario.warmUp ? scenario.batch : 0);

export const callsOf = (scenario: Scenario): number => callsBefore(scenario, Infinity);

/** When a call begins, by its number from 0. */
export function beginningOf(scenario: Scenario, call: number): number {
  const { rate, batch, warmUp } = scenario;
  const early = steadyBefore(scenario, warmUp);
  if (call >= early && call < early + batch) return warmUp;
  return Math.ceil(((call < early ? call : call - batch) * 1000) / rate);
}

/** When what goes wrong for a time has gone wrong, so that what comes after it can be measured. */
export const troubleEnd = ({ outages, brownOut, warmUp }: Scenario): number =>
  warmUp + Math.max(0, ...[...outages, brownOut].map((span) => span?.to ?? 0));
