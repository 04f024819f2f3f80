import type { Crowd, Law } from '../guards/pacer/law';
import type { EndedAttempt, PendingRetry } from '../types';
import { packLaw, unpackLaw } from './law-state';
import { readRuns, type Run } from './report';

/** The law of the fleet at one time of Redis' clock. */
export interface FleetLaw {
  readonly law: Law;
  /** When it last went from up to down, to recovering, or back. What ended before says nothing any more. */
  turnedAt: number;
  /** The time of the latest attempt that it knows of. */
  knownAt: number;
}

/** Any retry, and the one that is the probe: the law only tells them apart. */
const retry = (): PendingRetry => ({
  config: {},
  retryCount: 1,
  retries: 1,
  isLast: false,
  delay: 0,
  elapsed: 0,
});
const PROBE = retry();
const OTHER = retry();

export const writeFleetLaw = ({ law, turnedAt, knownAt }: FleetLaw): string =>
  JSON.stringify([turnedAt, knownAt, packLaw(law)]);

/**
 * Reads the law of the fleet.
 *
 * @param shift what to add to all times, for another clock.
 * @throws if the text is not a law.
 */
export function readFleetLaw<L extends Law>(law: L, text: string, shift = 0): FleetLaw & { readonly law: L } {
  const [turnedAt, knownAt, packed] = JSON.parse(text) as unknown[];
  unpackLaw(law, String(packed), shift);
  return { law, turnedAt: Number(turnedAt) + shift, knownAt: Number(knownAt) + shift };
}

export type Phase = 'up' | 'down' | 'recovering';

export const phaseOf = ({ probe, rate }: Law): Phase => (probe ? 'down' : rate ? 'recovering' : 'up');

/** The attempts of a line of reports: `time id runs`, as the script `sync` writes it. */
function runsOf(line: string, exceptId: string): Run[] {
  const [time, id, text] = line.split(' ');
  if (id === exceptId) return [];
  try {
    return readRuns(String(text), Number(time));
  } catch {
    // Not of this version.
    return [];
  }
}

const isProbe = (run: Run, token: string): boolean => token !== '' && run.token === token;

function attemptOf(run: Run, now: number, isOfProbe: boolean): EndedAttempt {
  return {
    config: {},
    duration: run.duration,
    isFirst: false,
    retry: isOfProbe ? PROBE : run.isRetry ? OTHER : undefined,
    isUp: run.isUp,
    status: run.isLimit ? 429 : undefined,
    retryAfter: run.askedUntil ? Math.max(0, run.askedUntil - now) : undefined,
  };
}

/** A crowd without so many: those whose failures are being told, who wait because of them. */
function without(count: number, { size, delays }: Crowd): Crowd {
  const others = Math.max(0, size - count);
  return { size: others, delays: size && (delays * others) / size };
}

/** Tells the law of the fleet how an attempt ended. */
function tell(fleet: FleetLaw, run: Run, endedAt: number, token: string, crowd: Crowd): void {
  const { law } = fleet;
  if (endedAt < fleet.turnedAt && !isProbe(run, token)) return;
  const now = (fleet.knownAt = Math.max(fleet.knownAt, endedAt));
  // Each process knows whether it uses up its share. The rate of all grows if one does.
  if (law.rate) Object.assign(law.rate, { slots: run.isUsedUp ? 0 : Infinity, countedAt: now });
  const phase = phaseOf(law);
  // If the next probe is not due yet, another attempt has failed since this one was sent, and told as much.
  const isOfProbe = isProbe(run, token) && law.probe?.isDue(now) === true;
  if (isOfProbe) law.probe?.send(PROBE, now);
  law.attemptEnded(attemptOf(run, now, isOfProbe), crowd, now);
  if (phaseOf(law) !== phase) fleet.turnedAt = now;
}

/** Tells the law of the fleet about attempts that ended alike. */
function tellRun(fleet: FleetLaw, run: Run, token: string, crowd: Crowd): void {
  const others = run.isUp === false ? without(run.count, crowd) : crowd;
  for (let index = 0; index < run.count; index++)
    tell(fleet, run, index ? run.lastAt : run.firstAt, token, others);
}

/** What a clerk is given. */
export interface Task {
  readonly lines: readonly string[];
  /** The lease of the latest probe. */
  readonly token: string;
  readonly crowd: Crowd;
  /** Whether anybody in the fleet waits or has a retry in flight. */
  readonly isBusy: boolean;
  /** A process whose reports the law knows already. */
  readonly exceptId: string;
}

/**
 * Brings the law of the fleet up to date.
 *
 * @returns whether the probe has ended, so that its lease is over.
 */
export function work(fleet: FleetLaw, { lines, token, crowd, isBusy, exceptId }: Task): boolean {
  const runs = lines
    .flatMap((line) => runsOf(line, exceptId))
    .sort((one, other) => one.lastAt - other.lastAt);
  for (const run of runs) tellRun(fleet, run, token, crowd);
  if (!isBusy && runs.some(({ isUp }) => isUp)) fleet.law.endRecovery();
  return runs.some((run) => isProbe(run, token));
}
