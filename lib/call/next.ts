import type { Wait } from '../delay';
import type { StopReason } from '../types';

/** The call succeeds. */
export interface Answer {
  readonly answer: unknown;
}

/** The call ends with an error: the latest, unless `thrown` takes its place. */
export interface Stop {
  readonly reason: StopReason;
  /** Absent where the call slept, and kept no more of its latest error than it needed. */
  readonly error?: unknown;
  /** What a hook threw, boxed, since it may be anything. */
  readonly thrown?: readonly [unknown];
}

/** What comes next for a call. Each step of the loop returns one of these; only the loop ends a call. */
export type Next = Answer | Stop | Wait;

export type { Wait };
