import { findConfig } from '../axios/find-config';
import { member } from '../checks/member';
import { isCancelled } from '../time/cancellation';
import { nothing } from '../time/timer';
import { NAMESPACE } from '../axios/namespace';
import type { AttemptConfig } from '../axios/types';
import type { RetryProgress } from '../types';
import { Attempt } from './passage';

// Bound to an attempt it takes half the memory of a closure, and each call pays for one.
function self(this: Attempt): Attempt {
  return this;
}

/**
 * The value at the plugin's key in the config of an attempt: numbers for code that reads them as in
 * axios-retry, and a reference to the attempt. The reference is a function, because every clone of a config
 * that still works keeps functions by reference.
 */
export class Progress implements RetryProgress {
  /** Some cloners call it with nothing, and then copy the members. */
  constructor(
    readonly retries: number,
    readonly retryCount: number,
    readonly lastRequestTime: number,
    readonly attempt: () => Attempt,
  ) {}

  /** Not a member of its own: each call would pay for it. */
  get call(): number {
    return this.attempt().passage.call.number;
  }
}

/** @param lastRequestTime when the attempt began, if somebody knows it to the millisecond. */
export function progressOf(attempt: Attempt, lastRequestTime?: number): Progress {
  const { options, call, original } = attempt.passage;
  return new Progress(
    // A cancelled call has no retries left. This also stops axios-retry, which would send it again.
    isCancelled(original.config) ? call.retryCount : options.retries,
    call.retryCount,
    lastRequestTime ?? Math.round(Date.now() - performance.now() + attempt.startedAt),
    self.bind(attempt),
  );
}

/** The attempt that a config belongs to, if the plugin sent it. */
export function attemptOf(config: unknown): Attempt | undefined {
  const mark = member(member(config, NAMESPACE), 'attempt');
  if (typeof mark !== 'function') return undefined;
  // Anybody's function may be there.
  try {
    const attempt: unknown = (mark as () => unknown)();
    if (attempt instanceof Attempt) return attempt;
    // It may be an async one.
    Promise.resolve(attempt).catch(nothing);
  } catch {
    // It has no attempt.
  }
  return undefined;
}

/**
 * Proof that an outcome belongs to an attempt: the config that was sent, and the error that carries it,
 * perhaps wrapped.
 */
export interface Evidence {
  readonly config: AttemptConfig;
  readonly error: unknown;
}

/** Whether an error was made from that of another request: then it says nothing about `attempt`. */
export const isOfAnother = (attempt: Attempt, error: unknown): boolean =>
  !!findConfig(member(error, 'cause'), (config) => !attempt.includes(attemptOf(config)));

/** Finds the proof that an outcome belongs to `attempt`. An outcome of another request has none. */
export const evidenceOf = (attempt: Attempt, outcome: unknown): Evidence | undefined =>
  findConfig(outcome, (config) => attempt.includes(attemptOf(config)));
