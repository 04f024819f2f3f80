import type { Failure } from '../axios/failure';
import type { AttemptConfig } from '../axios/types';
import type { Guard } from '../options/guard-brand';
import type { Installation } from './installation';
import type { Stop, Wait } from './next';
import type { Attempt, Passage } from './passage';
import type { Waiter } from './waiter';

export type GuardName = 'budget' | 'pacer';

/** How a call asks its guards, and tells them what happens. */
export interface GuardLink {
  /** Tells the guards how an attempt ended. */
  attemptEnded(attempt: Attempt, error?: unknown, failure?: Failure): void;
  /**
   * Records when a first attempt is answered, so that the guards are told even if an inner interceptor unwraps
   * the response, which then no longer shows whose it is.
   */
  watchAnswer(attempt: Attempt, config: AttemptConfig): void;
  /** Prepares the object that describes the next retry to the guards, until they have been told how it ended. */
  planRetry(passage: Passage, wait: Wait): void;
  /**
   * Makes up for a failed retry that takes the place of one that was held back: one that a pacer sent early, or the
   * last of its call after a random failure.
   *
   * @returns how long one that was sent early still has to wait for its own time, in milliseconds; `undefined`: the
   * next retry gets a delay of its own.
   */
  makeUp(passage: Passage): number | undefined;
  /** Notes that the retry is the attempt that is now sent. */
  retrySent(passage: Passage): void;
  /** Tells the guards, or only the named ones, that the retry is not sent after all. */
  retryDropped(passage: Passage, names?: readonly GuardName[]): void;
  /**
   * Asks the guards in turn whether the retry may proceed.
   *
   * @returns the name of the guard that refused; `undefined` if all allow it, or the call ended.
   */
  refusedBy(passage: Passage, stage: 'wait' | 'send'): Promise<GuardName | undefined>;
  /**
   * Starts the delay of a retry through the pacer, or through a timer if it has no `wait`. The waiter wakes
   * with whether to hold the retry back.
   */
  startPacing(passage: Passage, delay: number, waiter: Waiter<boolean>): void;
  /**
   * Continues after a retry that was held back: it counts, and the next one follows, if there is one.
   *
   * @returns `undefined` if there is no time for another, and it is sent after all.
   */
  holdBack(passage: Passage): Promise<Stop | Wait | undefined>;
  /**
   * Counts a retry that a pacer held back, or the end of a call that had any. Such retries share a line, since
   * nothing has failed.
   */
  countHeldBack(passage: Passage, isOver?: boolean): void;
}

/** The link to the guards of a call, if it has any. Each guard brings it along: few calls have one. */
export const guardsOf = ({ options }: Passage): GuardLink | undefined =>
  (options.budget ?? options.pacer)?.link as GuardLink | undefined;

export type OrPromise<T> = T | Promise<T>;

/** Lets a call that begins wait, if it has to. */
export type Hold = (passage: Passage, config: AttemptConfig) => OrPromise<AttemptConfig>;

/** Opens the passage of a request. */
export type Intercept = (config: AttemptConfig, hold?: Hold) => OrPromise<AttemptConfig>;

/** What holds the new calls of an installation. */
export interface Holder {
  /** Whether the usual interceptor runs: if not, the asynchronous one takes its place. */
  readonly runsUsual: () => boolean;
  /**
   * Registers the asynchronous interceptor.
   *
   * @returns a function that ejects it.
   */
  readonly install: () => () => void;
}

export type MakeHolder = (installation: Installation, pacer: Guard, intercept: Intercept) => Holder;

/** Brought along by a pacer that holds new calls, if the installation has one. */
export function holderOf(installation: Installation, intercept: Intercept): Holder | null | undefined {
  const { pacer } = installation.options;
  const make = pacer?.rules.holds?.link as MakeHolder | undefined;
  return pacer && make?.(installation, pacer, intercept);
}
