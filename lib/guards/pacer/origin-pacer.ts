import type { Backoff } from '../../delay/backoff';
import type { EndedAttempt, PendingRetry } from '../../types';
import { nothing, startTimer } from '../../time/timer';
import { Health } from './health';
import { Probe } from './probe';
import { Queue } from './queue';
import { ReleaseRate } from './release-rate';

// With so few waiting there is no crowd to spread: each goes when it is due.
const FEW = 8;
// Fractions of the rate at which the waiting retries would come back by themselves. That rate grows with the
// number of calls, so a third of it suits a server of any size, and a single process as well as each one of a
// fleet. With less than a fifth, isolated failures would hold up all the others.
const FIRST_SHARE = 0.35;
const LOWEST_SHARE = 0.2;
// In retries per second, for retries with long delays. More, from each process of a fleet, is too much.
const LOWEST_RATE = 0.2;
// A call with no more than this fraction of its retries left does not wait for a slot once its own delay is
// over.
const URGENT = 1 / 3;
// The last retry of a call is sent early only if nothing has failed for this long. In milliseconds.
const CALM = 5000;

// If few attempts have failed for this long after a recovery began, no due retry is held back. In
// milliseconds.
const LONG = 15_000;

// A longer `Retry-After` ends the call that got it (the default of `maxRetryAfter`), so it does not block the
// others for longer. In milliseconds.
const LONGEST_BLOCK = 300_000;

type Wake = (isSent: boolean) => void;

interface Sleeper {
  readonly retry: PendingRetry;
  readonly wake: Wake;
  /** When the `Retry-After` in force at the start of the wait ends; 0 if there was none. */
  readonly notBefore: number;
  stop: () => void;
}

const isUrgent = ({ retries, retryCount }: PendingRetry): boolean =>
  // With unlimited retries the fraction left never changes.
  retries < Infinity && retries - retryCount <= retries * URGENT;

/**
 * Paces the retries to one origin, which is up, down, or recovering:
 * - up: each retry is sent when it is due;
 * - down (there is a probe): a due retry is sent as the probe or as the last of its call, or is held back;
 * - recovering (there is a rate): waiting retries are released at the rate; a due retry takes a slot or is
 *   held back.
 */
export class OriginPacer {
  private readonly health: Health;
  private readonly sleepers = new Queue<Sleeper>();
  /** Retries that began to wait while a `Retry-After` was in force. */
  private readonly told = new Queue<Sleeper>();
  private readonly lastChances = new Queue<Sleeper>();
  private readonly sent = new Set<PendingRetry>();
  /** The sum of the delays of all waiting retries, in milliseconds. */
  private delays = 0;
  private probe: Probe | undefined = undefined;
  private rate: ReleaseRate | undefined = undefined;
  /** How long the latest retry, or the latest failed attempt, took, in milliseconds. */
  private latency = 0;
  private backSince = 0;
  private blockedUntil = 0;
  private blockedAt = 0;
  private stopRelease: (() => void) | undefined = undefined;
  private releaseAt = 0;

  constructor(
    failures: number,
    readonly probeBackoff: Backoff,
  ) {
    this.health = new Health(failures);
  }

  get isBusy(): boolean {
    return this.size + this.sent.size > 0;
  }

  wait(retry: PendingRetry, wake: Wake): () => void {
    const now = performance.now();
    // Its own Retry-After holds even if a success, or the longest block, has ended it for all others.
    const own = retry.retryAfter === undefined ? 0 : now + retry.retryAfter;
    const notBefore = Math.max(own, this.blockedUntil > now ? this.blockedUntil : 0);
    const sleeper: Sleeper = { retry, wake, notBefore, stop: nothing };
    sleeper.stop = startTimer(retry.delay, () => {
      this.heedRetryAfter(sleeper);
    });
    (retry.isLast ? this.lastChances : notBefore ? this.told : this.sleepers).add(sleeper);
    this.delays += retry.delay;
    this.scheduleRelease(now);
    return () => {
      this.remove(sleeper);
    };
  }

  attemptEnded(attempt: EndedAttempt): void {
    const { retry, isUp, retryAfter, duration } = attempt;
    const now = performance.now();
    if (retry) this.sent.delete(retry);
    if (!isUp) this.probe?.ended(attempt, now);
    if (isUp === undefined) return;
    // Of first attempts, count only those that a delay usually follows: most others are quicker, or slower.
    if (retry || !isUp) this.latency = duration;
    this.health.record(isUp, now);
    if (isUp) this.succeeded(now);
    else this.failed(retryAfter, now);
  }

  private succeeded(now: number): void {
    if (this.blockedUntil > now) {
      // The success may predate the Retry-After. A request sent later lifts it, except for the calls that
      // were told themselves.
      if (now - this.blockedAt <= this.latency) return;
      this.blockedUntil = 0;
      this.stopReleasing();
    }
    if (this.probe) this.recover(now);
    else this.rate?.grow(this.latency, now);
    if (!this.isBusy) this.rate = undefined;
    this.scheduleRelease(now);
  }

  private failed(retryAfter: number | undefined, now: number): void {
    if (retryAfter !== undefined) {
      this.blockedUntil = Math.max(this.blockedUntil, now + Math.min(retryAfter, LONGEST_BLOCK));
      this.blockedAt = now;
    }
    this.rate?.cut(this.latency, now);
    if (this.probe) return;
    if (this.health.isDown(now) || (retryAfter !== undefined && !this.rate)) {
      this.rate = undefined;
      this.stopReleasing();
      this.probe = new Probe(this.probeBackoff, now);
    } else if (!this.rate && this.health.isStrained(now)) this.recover(now);
  }

  private recover(now: number): void {
    this.probe = undefined;
    this.backSince = now;
    const meanDelay = Math.max(1, this.delays / this.size || 1);
    const pace = (this.size / meanDelay) * 1000;
    const lowest = Math.max(LOWEST_RATE, LOWEST_SHARE * pace);
    this.rate = new ReleaseRate(Math.max(lowest, FIRST_SHARE * pace), lowest, now);
  }

  /** Makes a due retry wait for a Retry-After that another call has been given in the meantime. */
  private heedRetryAfter(sleeper: Sleeper): void {
    const left = (sleeper.notBefore || this.blockedUntil) - performance.now();
    if (left <= 0) this.fallDue(sleeper);
    else {
      // Extended at random, as for the call that was told.
      const spread = Math.random() * Math.max(100, left / 10);
      sleeper.stop = startTimer(left + spread, () => {
        this.fallDue(sleeper);
      });
    }
  }

  private fallDue(sleeper: Sleeper): void {
    const now = performance.now();
    if (this.maySend(sleeper.retry, now)) this.send(sleeper);
    else {
      // Holding back takes as long as failing would, so that a call is not given up early. If the server
      // comes back in the meantime, the retry is sent.
      sleeper.stop = startTimer(this.latency, () => {
        this.remove(sleeper);
        sleeper.wake(false);
      });
    }
  }

  private maySend(retry: PendingRetry, now: number): boolean {
    const isFree = this.size <= FEW;
    // By then the waiting retries are the ordinary failures of any server, which would keep the rate low.
    const isOver = now - this.backSince > LONG && this.health.isWell;
    if (this.rate) return this.rate.take(now, isFree || isOver || isUrgent(retry));
    // No call is given up on a guess: its last retry is always sent.
    if (!this.probe || isFree || retry.isLast) return true;
    if (!this.probe.isDue(now)) return false;
    this.probe.send(retry, now);
    return true;
  }

  private send(sleeper: Sleeper): void {
    this.remove(sleeper);
    this.sent.add(sleeper.retry);
    sleeper.wake(true);
  }

  private remove(sleeper: Sleeper): void {
    sleeper.stop();
    this.delays -= sleeper.retry.delay;
    for (const queue of [this.sleepers, this.told, this.lastChances]) queue.remove(sleeper);
    if (!this.size) this.stopReleasing();
  }

  private get size(): number {
    return this.sleepers.size + this.told.size + this.lastChances.size;
  }

  /** The retry to release next, and the earliest time for it. */
  private next(
    rate: ReleaseRate,
    now: number,
  ): { readonly sleeper: Sleeper; readonly from: number } | undefined {
    const told = this.told.first;
    const sleeper = told && told.notBefore <= now ? told : (this.sleepers.first ?? told);
    if (sleeper) return { sleeper, from: sleeper.notBefore || this.blockedUntil };
    const last = this.lastChances.first;
    return last && { sleeper: last, from: Math.max(last.notBefore, this.blockedUntil, rate.cutAt + CALM) };
  }

  private scheduleRelease(now: number): void {
    const next = this.rate && this.next(this.rate, now);
    if (!this.rate || !next) return;
    const wait = Math.max(this.rate.timeToSlot(now), next.from - now, 1);
    // A newer retry, or a changed rate, may allow an earlier release.
    if (this.stopRelease && now + wait >= this.releaseAt - 1) return;
    this.stopReleasing();
    this.releaseAt = now + wait;
    this.stopRelease = startTimer(wait, () => {
      this.stopRelease = undefined;
      this.release(performance.now());
    });
  }

  private release(now: number): void {
    while (this.rate) {
      const next = this.next(this.rate, now);
      if (!next || next.from > now || !this.rate.take(now)) break;
      this.send(next.sleeper);
    }
    this.scheduleRelease(now);
  }

  private stopReleasing(): void {
    this.stopRelease?.();
    this.stopRelease = undefined;
  }
}
