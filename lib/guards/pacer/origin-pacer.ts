import { spreadOf, timeForLast } from '../../delay/delay';
import type { EndedAttempt, PendingRetry } from '../../types';
import { nothing, startTimer } from '../../time/timer';
import { FEW, hasNamedTime, type Crowd, type Law } from './law';
import { Queue } from './queue';

// A call that has had no retry held back is resumed early only if it has at least so many more.
const SPARE = 3;

/** What an origin's pacer goes by: the law of its process, or that of a fleet. */
export type PacerLaw = Pick<
  Law,
  | 'attemptEnded'
  | 'blockedUntil'
  | 'isRecovering'
  | 'isSound'
  | 'endRecovery'
  | 'maySend'
  | 'mayRelease'
  | 'timeToRelease'
>;

export type Wake = (isSent: boolean) => void;

interface Sleeper {
  readonly retry: PendingRetry;
  readonly wake: Wake;
  /** How long it waits, in milliseconds. */
  delay: number;
  /** Until when it waits because the server has named that time to another call; 0: it does not. */
  until: number;
  stop: () => void;
}

/** Whether a retry may go early: if it is refused, the call has others to make up for it. */
const mayGoEarly = (retry: PendingRetry): boolean =>
  !hasNamedTime(retry) && (Number(retry.skipped) > 0 || retry.retries - retry.retryCount >= SPARE);

/**
 * Whether a retry waits for what the server has asked of another call. In an outage, new calls are told a time again and
 * again. A retry waits for it once, so that its call ends in time.
 */
function mustWait({ retry, until }: Sleeper, left: number): boolean {
  const { maxRetryAfter = Infinity, timeLeft = Infinity, lastDuration = 0 } = retry;
  const most = Math.min(maxRetryAfter, timeLeft - spreadOf(left) - timeForLast(lastDuration));
  return left > 0 && left <= most && !hasNamedTime(retry) && !until;
}

/** Holds the waiting retries of one origin, and sends them as its law allows. */
export class OriginPacer implements Crowd {
  private readonly sleepers = new Set<Sleeper>();
  /** Those of them that are due, and wait for a slot. */
  private readonly late = new Queue<Sleeper>();
  /** Those of them that may be released before their wait is over. */
  private readonly early = new Queue<Sleeper>();
  /** Until when any of them waits because the server has named that time to another call. */
  private toldUntil = 0;
  /** The retries that have been sent, and have not ended. */
  private readonly sent = new Set<PendingRetry>();
  delays = 0;
  private stopRelease: (() => void) | undefined = undefined;
  private releaseAt = 0;
  private isClosed = false;

  constructor(readonly law: PacerLaw) {}

  get size(): number {
    return this.sleepers.size;
  }

  get isBusy(): boolean {
    return this.size + this.sent.size > 0;
  }

  wait(retry: PendingRetry, wake: Wake): () => void {
    const sleeper: Sleeper = { retry, wake, delay: retry.delay, until: 0, stop: nothing };
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
    const { retry, isUp } = attempt;
    const now = performance.now();
    if (retry) this.sent.delete(retry);
    this.law.attemptEnded(attempt, this, now);
    if (isUp && !this.isBusy) this.law.endRecovery();
    this.release(now);
  }

  /** Lets all retries go when they are due: nobody tells the law any more how they end. */
  close(): void {
    this.isClosed = true;
    for (let due; (due = this.late.first);) this.send(due);
  }

  /** @param hasWaited whether it has been due before, and has waited for its turn. */
  private fallDue(sleeper: Sleeper, hasWaited = false): void {
    const { retry } = sleeper;
    const { law } = this;
    const now = performance.now();
    const left = law.blockedUntil - now;
    if (this.isClosed) this.send(sleeper);
    else if (mustWait(sleeper, left)) {
      this.toldUntil = sleeper.until = law.blockedUntil;
      this.early.add(sleeper);
      sleeper.delay += left;
      this.delays += left;
      // Extended at random, as for the call that was told.
      sleeper.stop = startTimer(left + Math.random() * spreadOf(left), () => {
        this.fallDue(sleeper);
      });
    } else if (law.maySend(retry, this, now)) this.send(sleeper);
    else {
      this.limitWait(sleeper, hasWaited);
      this.late.add(sleeper);
      this.scheduleRelease(now);
    }
  }

  /** Limits how long a retry that is due waits for its turn. */
  private limitWait(sleeper: Sleeper, hasWaited: boolean): void {
    const { law } = this;
    const { delay, timeLeft = Infinity, lastDuration = 0 } = sleeper.retry;
    // In a recovery its turn comes soon. It waits for it at most half as long again, and while its call has time for
    // more than its last retry.
    if (law.isRecovering && !hasWaited) {
      const longest = Math.min(delay / 2, timeLeft - timeForLast(lastDuration));
      sleeper.stop = startTimer(Math.max(0, longest), () => {
        this.fallDue(sleeper, true);
      });
      return;
    }
    // Holding back takes as long as its call has just taken to fail, so that the call is not given up early. If the
    // server comes back in the meantime, its turn may still come.
    sleeper.stop = startTimer(lastDuration, () => {
      this.remove(sleeper);
      sleeper.wake(false);
    });
  }

  /** The one that is released next: one that is due before one that is not. */
  private get next(): Sleeper | undefined {
    return this.late.first ?? (this.isClosed ? undefined : this.early.first);
  }

  private send(sleeper: Sleeper): void {
    this.remove(sleeper);
    this.sent.add(sleeper.retry);
    sleeper.wake(true);
  }

  private remove(sleeper: Sleeper): void {
    sleeper.stop();
    if (this.sleepers.delete(sleeper)) this.delays -= sleeper.delay;
    this.late.remove(sleeper);
    this.early.remove(sleeper);
    if (!this.next) this.stopReleasing();
  }

  /** Sets the time of the next release. */
  private scheduleRelease(now: number): void {
    const { law } = this;
    if (now < this.toldUntil && law.blockedUntil <= now) this.resume(now);
    const wait = this.next ? law.timeToRelease(now, this.late.first !== undefined) : undefined;
    if (wait === undefined) {
      this.stopReleasing();
      return;
    }
    // A newer retry, or a changed rate, may allow an earlier release.
    if (this.stopRelease && now + wait >= this.releaseAt - 1) return;
    this.stopReleasing();
    this.releaseAt = now + wait;
    this.stopRelease = startTimer(wait, () => {
      this.stopRelease = undefined;
      this.release(performance.now());
    });
  }

  /** Sends those that were due, now that a success has taken back what others were told. */
  private resume(now: number): void {
    const { law } = this;
    // A crowd takes turns, with its last retries.
    if (law.isRecovering && this.size > FEW) return;
    this.toldUntil = 0;
    for (const sleeper of this.sleepers)
      if (now < sleeper.until && law.maySend(sleeper.retry, this, now)) this.send(sleeper);
  }

  /** Sends those that may be sent now. To be called when the law has changed, or its time has come. */
  release(now: number): void {
    for (let next; (next = this.next) && this.mayGo(next, now);) this.send(next);
    this.scheduleRelease(now);
  }

  /** Whether the next one may be sent. */
  private mayGo({ retry }: Sleeper, now: number): boolean {
    const { law } = this;
    if (law.blockedUntil > now) return false;
    // In a recovery, those that are due take turns, unless there is only one.
    const takesTurns = law.isRecovering && this.size > 1;
    return this.late.first && !takesTurns ? law.maySend(retry, this, now) : law.mayRelease(now);
  }

  private stopReleasing(): void {
    this.stopRelease?.();
    this.stopRelease = undefined;
  }
}
