import type { Backoff } from '../../delay/backoff';
import type { EndedAttempt, PendingRetry } from '../../types';
import { nothing, startTimer } from '../../time/timer';
import { Health } from './health';
import { Probe } from './probe';
import { Queue } from './queue';
import { ReleaseRate } from './release-rate';

// With so few waiting there is no crowd to spread: each goes when it is due. When a probe has failed, a small
// process is part of a crowd as well.
const FEW = 8;
const FEW_AFTER_PROBE = 2;
// A call that has had no retry held back is resumed early only if it has at least so many more.
const SPARE = 3;
// Fractions of the rate at which the waiting retries would come back by themselves. That rate grows with the
// number of calls, so a third of it suits a server of any size, and a single process as well as each one of a
// fleet. With less than a fifth, isolated failures would hold up all the others.
const FIRST_SHARE = 1 / 3;
const LOWEST_SHARE = 0.2;
// In retries per second, for retries with long delays. More, from each process of a fleet, is too much.
const LOWEST_RATE = 0.2;

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
  stop: () => void;
}

const isTold = ({ retryAfter }: PendingRetry): boolean => retryAfter !== undefined;

/** Whether a retry may go early: if it is refused, the call has others to make up for it. */
const mayGoEarly = (retry: PendingRetry): boolean =>
  !isTold(retry) && (Number(retry.skipped) > 0 || retry.retries - retry.retryCount >= SPARE);

/**
 * Paces the retries to one origin, which is up, down, or recovering:
 * - up: each retry is sent when it is due;
 * - down (there is a probe): a due retry is sent as the probe or as the last of its call, or is held back;
 * - recovering (there is a rate): waiting retries are released early at the rate; a due retry takes a slot, or
 *   is sent as the last of its call, or is held back.
 */
export class OriginPacer {
  private readonly health: Health;
  private readonly sleepers = new Set<Sleeper>();
  /** Those of them that may be released early. */
  private readonly early = new Queue<Sleeper>();
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
    return this.sleepers.size + this.sent.size > 0;
  }

  wait(retry: PendingRetry, wake: Wake): () => void {
    const sleeper: Sleeper = { retry, wake, stop: nothing };
    sleeper.stop = startTimer(retry.delay, () => {
      this.fallDue(sleeper);
    });
    this.sleepers.add(sleeper);
    if (mayGoEarly(retry)) this.early.add(sleeper);
    this.delays += retry.delay;
    this.scheduleRelease(performance.now());
    return () => {
      this.remove(sleeper);
    };
  }

  attemptEnded(attempt: EndedAttempt): void {
    const { retry, isUp, duration } = attempt;
    const now = performance.now();
    if (retry) this.sent.delete(retry);
    if (!isUp) this.probe?.ended(attempt, now);
    if (isUp === undefined) return;
    // Of first attempts, count only those that a delay usually follows: most others are quicker, or slower.
    if (retry || !isUp) this.latency = duration;
    if (isUp) this.succeeded(duration, now);
    else this.failed(attempt, now);
  }

  private succeeded(duration: number, now: number): void {
    this.health.record(true, now);
    if (this.blockedUntil > now) {
      // The success may predate the Retry-After. A request sent later lifts it, except for the calls that
      // were told themselves.
      if (now - this.blockedAt <= this.latency) return;
      this.blockedUntil = 0;
      this.stopReleasing();
    }
    if (this.probe) this.recover(now);
    else this.rate?.grow(this.latency, now, duration);
    if (!this.isBusy) this.rate = undefined;
    this.scheduleRelease(now);
  }

  private failed({ retryAfter, status }: EndedAttempt, now: number): void {
    const isAsked = retryAfter !== undefined;
    if (isAsked) {
      this.blockedUntil = Math.max(this.blockedUntil, now + Math.min(retryAfter, LONGEST_BLOCK));
      this.blockedAt = now;
    }
    this.rate?.cut(this.latency, now, this.shareOf(LOWEST_SHARE));
    // A limit is no outage: the server is there, and says when to come back.
    if (isAsked && status === 429) return;
    this.health.record(false, now);
    if (!this.probe) this.assess(isAsked, now);
  }

  /** Decides after a failure whether the origin is down, or overloaded. */
  private assess(isAsked: boolean, now: number): void {
    const { rate, health } = this;
    if ((isAsked && !rate) || health.isDown(now, rate && this.latency)) {
      this.rate = undefined;
      this.stopReleasing();
      this.probe = new Probe(this.probeBackoff, now);
    } else if (!rate && health.isStrained(now)) this.recover(now);
  }

  private recover(now: number): void {
    this.probe = undefined;
    this.backSince = now;
    this.rate = new ReleaseRate(this.shareOf(FIRST_SHARE), now);
  }

  /** A fraction of the rate at which the waiting retries would come back by themselves, per second. */
  private shareOf(fraction: number): number {
    const { size } = this.sleepers;
    const time = Math.max(1, this.delays / size || 1) + this.latency;
    return Math.max(LOWEST_RATE, (fraction * size * 1000) / time);
  }

  private fallDue(sleeper: Sleeper): void {
    const { retry } = sleeper;
    const now = performance.now();
    const left = this.blockedUntil - now;
    if (left > 0 && !(left > Number(retry.maxRetryAfter)) && !isTold(retry)) {
      // Waits for what another call has been told, extended at random like for that one.
      sleeper.stop = startTimer(left + Math.random() * Math.max(100, left / 10), () => {
        this.fallDue(sleeper);
      });
    } else if (this.maySend(retry, now)) this.send(sleeper);
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
    const { size } = this.sleepers;
    if (this.probe) return this.mayProbe(this.probe, retry, now);
    // By then the waiting retries are the ordinary failures of any server, which would keep the rate low.
    const isOver = now - this.backSince > LONG && this.health.isWell;
    return this.rate?.take(now, size <= FEW || isOver || retry.isLast || isTold(retry)) ?? true;
  }

  private mayProbe(probe: Probe, retry: PendingRetry, now: number): boolean {
    // No call is given up on a guess: its last retry is always sent.
    if (!probe.isDue(now))
      return retry.isLast || this.sleepers.size <= (probe.hasFailed ? FEW_AFTER_PROBE : FEW);
    probe.send(retry, now);
    return true;
  }

  private send(sleeper: Sleeper): void {
    this.remove(sleeper);
    this.sent.add(sleeper.retry);
    sleeper.wake(true);
  }

  private remove(sleeper: Sleeper): void {
    sleeper.stop();
    if (this.sleepers.delete(sleeper)) this.delays -= sleeper.retry.delay;
    this.early.remove(sleeper);
    if (!this.early.size) this.stopReleasing();
  }

  private scheduleRelease(now: number): void {
    if (!this.rate || !this.early.size) return;
    const wait = Math.max(this.rate.timeToSlot(now), this.blockedUntil - now, 1);
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
    while (this.early.first && this.blockedUntil <= now && this.rate?.take(now)) this.send(this.early.first);
    this.scheduleRelease(now);
  }

  private stopReleasing(): void {
    this.stopRelease?.();
    this.stopRelease = undefined;
  }
}
