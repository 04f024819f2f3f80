import type { Backoff } from '../../delay/backoff';
import type { EndedAttempt, PendingRetry } from '../../types';
import { Health } from './health';
import { Probe } from './probe';
import { LOWEST_RATE, ReleaseRate } from './release-rate';

// So few waiting retries are no crowd that has to be spread: each goes when it is due. While most attempts fail, two may
// be part of a crowd, that of many small processes.
export const FEW = 8;
// Fractions of the rate at which the waiting retries would come back by themselves. That rate grows with the
// number of calls, so a part of it suits a server of any size, and a single process as well as each one of a
// fleet. With less than a fifth, isolated failures would hold up all the others.
const FIRST_SHARE = 0.5;
const LOWEST_SHARE = 0.2;
// The first rate may be several times what the server bears, so the first cut is a large one.
const FIRST_CUT = 0.7;

// If few attempts fail so long after a recovery began, no due retry is held back any more. In milliseconds.
const LONG_RECOVERY = 15_000;

// What an origin did longer ago says nothing any more: twice the longest delay of the default backoff. In milliseconds.
export const IDLE = 120_000;

// A longer `Retry-After` ends the call that got it (the default of `maxRetryAfter`), so it does not block the
// others for longer. In milliseconds.
const LONGEST_BLOCK = 300_000;

/** The retries that wait for an origin. */
export interface Crowd {
  readonly size: number;
  /** The sum of their delays, in milliseconds. */
  readonly delays: number;
}

/** Whether a retry waits for a time that the server has named. */
export const hasNamedTime = ({ retryAfter }: PendingRetry): boolean => retryAfter !== undefined;

/**
 * Decides what an origin can bear, which is up, down, or recovering:
 * - up: each retry is sent when it is due;
 * - down (there is a probe): a due retry is sent as the probe or as the last of its call, or is held back;
 * - recovering (there is a rate): waiting retries are released at the rate, those that are due before those that
 *   are not; the last retry of a call is sent when it is due, and so is one that a server in an outage has told a time.
 *
 * It has neither timers nor a clock of its own. `redis/law-state` copies it and its parts to other processes: each
 * number by its name, and as a time of the clock if that name ends in `At`, `Since` or `Until`.
 */
export class Law {
  health: Health;
  probe: Probe | undefined = undefined;
  rate: ReleaseRate | undefined = undefined;
  /** How long the latest retry, or the latest failed attempt, took, in milliseconds. */
  latency = 0;
  /** When the latest attempt ended; `Infinity`: none has. */
  private endedAt = Infinity;
  /** When the latest recovery began. */
  private backSince = 0;
  /** Until when the server has asked for patience. */
  blockedUntil = 0;
  /** When the latest request that got this answer was sent. */
  private blockedAt = -Infinity;
  /** The same, if that answer was a 429; `Infinity`: none was. */
  private limitedAt = Infinity;

  constructor(
    failures: number,
    readonly probeBackoff: Backoff,
  ) {
    this.health = new Health(failures);
  }

  attemptEnded(attempt: EndedAttempt, crowd: Crowd, now: number): void {
    const { retry, isUp, duration } = attempt;
    if (!crowd.size && now - this.endedAt > IDLE) this.forget();
    this.endedAt = now;
    const { probe } = this;
    // Of first attempts, count only those that a delay usually follows: most others are quicker, or slower.
    if (isUp ? retry : isUp === false) this.latency = duration;
    if (isUp) this.succeeded(duration, crowd, now);
    else if (isUp === false) this.failed(attempt, crowd, now);
    if (this.probe === probe) probe?.ended(attempt, crowd.size, now);
  }

  private forget(): void {
    this.health = new Health(this.health.failures);
    this.probe = this.rate = undefined;
  }

  private succeeded(duration: number, crowd: Crowd, now: number): void {
    this.health.record(true, now);
    if (this.blockedUntil > now) {
      // What was sent before the request that got the Retry-After proves nothing. A later one lifts it, except for
      // the calls that were told themselves.
      if (now - duration <= this.blockedAt) return;
      this.blockedUntil = 0;
    }
    if (this.probe) this.recover(crowd, now);
    else this.rate?.grow(this.latency, now, duration);
  }

  private failed({ retry, retryAfter, status, duration }: EndedAttempt, crowd: Crowd, now: number): void {
    const isAsked = retryAfter !== undefined;
    const isLimit = isAsked && status === 429;
    const sentAt = now - duration;
    if (isAsked) this.blockedUntil = Math.max(this.blockedUntil, now + Math.min(retryAfter, LONGEST_BLOCK));
    if (isAsked && sentAt >= this.blockedAt) {
      this.blockedAt = sentAt;
      if (isLimit) this.limitedAt = sentAt;
    }
    this.rate?.cut(this.latency, now, this.shareOf(LOWEST_SHARE, crowd), FIRST_CUT);
    // A limit is no outage: the server is there, and says when to come back. But if it refuses retries again, there are
    // too many of them.
    if (isLimit && !retry) return;
    this.health.record(false, now, isLimit);
    if (!this.probe) this.assess(isAsked, isLimit, crowd, now);
  }

  /** Decides after a failure whether the origin is down, or overloaded. */
  private assess(isAsked: boolean, isLimit: boolean, crowd: Crowd, now: number): void {
    const { rate, health } = this;
    if (!isLimit && ((isAsked && !rate) || health.isDown(now, rate && this.latency))) {
      this.rate = undefined;
      this.probe = new Probe(this.probeBackoff, now);
    } else if (!rate && health.isStrained(now)) this.recover(crowd, now);
  }

  private recover(crowd: Crowd, now: number): void {
    this.probe = undefined;
    this.backSince = now;
    this.rate = new ReleaseRate(this.shareOf(FIRST_SHARE, crowd), now);
  }

  /** Ends the recovery, if there is one: no retry waits any more. */
  endRecovery(): void {
    this.rate = undefined;
  }

  /** A fraction of the rate at which the waiting retries would come back by themselves, per second. */
  private shareOf(fraction: number, { size, delays }: Crowd): number {
    // The first time, a retry comes back after its delay; the next, after an answer and its delay. This is in between.
    const time = Math.max(1, delays / size || 1) + this.latency / 2;
    return Math.max(LOWEST_RATE, (fraction * size * 1000) / time);
  }

  /** Whether a retry that is due may be sent. */
  maySend(retry: PendingRetry, { size }: Crowd, now: number): boolean {
    if (this.probe) return this.maySendWhileDown(this.probe, retry, size, now);
    const few = this.health.isStrained(now) ? 1 : FEW;
    // By then the waiting retries are the ordinary failures of any server, which would keep the rate low.
    const isOver = now - this.backSince > LONG_RECOVERY && this.health.isWell;
    // A rate limiter tells all of them the same time, and lets only a part of them pass.
    const isPunctual = hasNamedTime(retry) && this.limitedAt !== this.blockedAt;
    return this.rate?.take(now, size <= few || isOver || retry.isLast || isPunctual) ?? true;
  }

  private maySendWhileDown(probe: Probe, retry: PendingRetry, size: number, now: number): boolean {
    if (now >= probe.retryAt) {
      probe.send(retry, now);
      return true;
    }
    // After a failed probe, even a single retry may be part of a crowd, that of many small processes. It isn't if its
    // call is the only one.
    const isCrowd = probe.hasFailed ? size > 1 || probe.newCalls > 0 : size > FEW;
    // No call is given up on a guess: its last retry is always sent.
    return retry.isLast || !isCrowd;
  }

  get isRecovering(): boolean {
    return this.rate !== undefined;
  }

  /** Whether the server is up, with only random failures. */
  get isSound(): boolean {
    return !this.probe && this.health.isSound;
  }

  /** Whether a waiting retry may be released. */
  mayRelease(now: number): boolean {
    return this.blockedUntil <= now && Boolean(this.rate?.take(now));
  }

  /**
   * The time until a waiting retry may be sent, in milliseconds; `undefined`: time alone allows none.
   *
   * @param isDue whether one is due: while the server is down, it may become the probe.
   */
  timeToRelease(now: number, isDue: boolean): number | undefined {
    const { probe, rate } = this;
    if (probe && !isDue) return undefined;
    const time = probe ? probe.retryAt - now : rate?.timeToSlot(now);
    return time === undefined ? undefined : Math.max(time, this.blockedUntil - now, 1);
  }
}
