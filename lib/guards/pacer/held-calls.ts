import { spreadOf } from '../../delay/delay';
import type { NewCall, Say } from '../../options/guard-brand';
import { duration } from '../../time/duration';
import { nothing, startTimer } from '../../time/timer';
import type { EndedAttempt } from '../../types';
import { shownOrigin } from '../hold-counter';
import { FEW } from './law';
import { Queue } from './queue';
import { LOWEST_RATE, ReleaseRate } from './release-rate';

// Of the rate at which they came.
const FIRST_SHARE = 1 / 3;

interface HeldCall {
  /** When the call goes at the latest, however often the server asks again. */
  readonly latest: number;
  readonly release: () => void;
  stop: () => void;
}

/**
 * The new calls to one key that wait because the server has asked for patience. They are released by time, never by
 * the success of another call, so that a call which one of them makes can't wait for itself.
 */
export class HeldCalls {
  private readonly calls = new Set<HeldCall>();
  /** Those of them whose time has come, until the rate allows them. */
  private readonly due = new Queue<HeldCall>();
  private rate: ReleaseRate | undefined = undefined;
  private stopRelease = nothing;
  /** When the server has asked, and until when. */
  private askedAt = 0;
  private until = 0;
  /** When the first of the calls began to wait. */
  private since = 0;
  /** Until when no further hold is announced. */
  private saidUntil = 0;
  private isClosed = false;

  /** @param most how many calls may be held at once. */
  constructor(readonly most: number) {}

  /** Whether a new call may have to wait. */
  get isAsked(): boolean {
    return this.until > performance.now();
  }

  get isBusy(): boolean {
    return this.calls.size > 0 || this.isAsked;
  }

  attemptEnded({ isUp, retryAfter, duration: time }: EndedAttempt): void {
    const now = performance.now();
    if (isUp === false) {
      this.rate?.cut(time, now, LOWEST_RATE);
      if (retryAfter === undefined || retryAfter === Infinity) return;
      this.askedAt = now;
      this.until = Math.max(this.until, now + retryAfter);
    } else if (isUp) {
      this.rate?.grow(time, now, time);
      // An answer to a request from before says nothing. Calls that wait already go on waiting.
      if (now - time > this.askedAt) this.until = this.saidUntil = 0;
    }
  }

  /** Holds a call, or returns `undefined` if it may go at once. */
  hold(call: NewCall, release: () => void, say: Say | false): (() => void) | undefined {
    const now = performance.now();
    const latest = now + call.maxRetryAfter;
    const left = this.leftUntil(latest, now);
    if (!left || this.calls.size >= this.most) return undefined;
    if (!this.calls.size) this.since = now;
    // As long as calls wait, theirs is one hold.
    if (now < this.saidUntil) this.saidUntil = Infinity;
    else if (say) this.announce(call, left, say);
    const held: HeldCall = { latest, release, stop: nothing };
    this.calls.add(held);
    this.start(held, left);
    return () => {
      this.remove(held);
    };
  }

  /** Lets all calls go when their time has come: nobody tells any more how they end. */
  close(): void {
    this.isClosed = true;
    this.releaseDue();
  }

  private announce({ config, number }: NewCall, delay: number, say: Say): void {
    this.saidUntil = Infinity;
    const url = shownOrigin(config);
    const line = `The pacer holds new calls to ${url || 'the server'} for ${duration(delay)}, as it asked.`;
    say(line, { type: 'hold', call: number, url, skipped: 0, elapsed: 0, delay });
  }

  /** How long a call has to wait for what the server asked for, in milliseconds. */
  private leftUntil(latest: number, now: number): number {
    return this.until <= latest ? Math.max(0, this.until - now) : 0;
  }

  /** Starts the wait of a call, extended at random like that of a retry. */
  private start(held: HeldCall, left: number): void {
    held.stop = startTimer(left + Math.random() * spreadOf(left), () => {
      this.due.add(held);
      held.stop = startTimer(Math.max(0, held.latest - performance.now()), () => {
        this.release(held);
      });
      this.releaseDue();
    });
  }

  private releaseDue(): void {
    const { calls, due } = this;
    const now = performance.now();
    const rate = (this.rate ??= new ReleaseRate(this.firstRate(now), now));
    let held;
    while ((held = due.first)) {
      // The server may have asked again.
      const left = this.leftUntil(held.latest, now);
      if (!left && !rate.take(now, this.isClosed || calls.size <= FEW)) break;
      if (left) this.restart(held, left);
      else this.release(held);
    }
    this.stopRelease();
    this.stopRelease = held
      ? startTimer(rate.timeToSlot(now), () => {
          this.releaseDue();
        })
      : nothing;
  }

  private restart(held: HeldCall, left: number): void {
    held.stop();
    this.due.remove(held);
    this.start(held, left);
  }

  /** A share of the rate at which they came, per second. By a coarse clock, they came in no time. */
  private firstRate(now: number): number {
    return Math.max(LOWEST_RATE, (FIRST_SHARE * this.calls.size * 1000) / (now - this.since || 1));
  }

  private release(held: HeldCall): void {
    this.remove(held);
    held.release();
  }

  private remove(held: HeldCall): void {
    held.stop();
    this.due.remove(held);
    this.calls.delete(held);
    if (this.calls.size) return;
    // A call that comes before the time is over is part of the same hold.
    this.saidUntil = Math.min(this.saidUntil, this.until);
    this.rate = undefined;
    this.stopRelease();
  }
}
