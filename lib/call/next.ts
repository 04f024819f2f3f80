import type { Wait } from '../delay/delay';
import type { StopReason } from '../types';

/** The call succeeds. */
export class Answer {
  constructor(readonly answer: unknown) {}
}

/** An attempt failed. */
export class Failed {
  constructor(readonly error: unknown) {}
}

/** How an attempt ended. */
export type Outcome = Answer | Failed;

/** The call ends with an error. */
export class Stop {
  /**
   * @param error the latest. None where the call slept, and kept no more of it than it needed.
   * @param thrown what a hook threw in its place, boxed, since it may be anything.
   */
  constructor(
    readonly reason: StopReason,
    readonly error?: unknown,
    readonly thrown?: readonly [unknown],
  ) {}
}

/** What comes next for a call. Each step of the loop returns one of these; only the loop ends a call. */
export type Next = Answer | Stop | Wait;

export type { Wait };
