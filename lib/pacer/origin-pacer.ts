import type { Backoff } from '../backoff';
import { startTimer } from '../timer';
import { CallRate } from './call-rate';
import type { EndedAttempt, PendingRetry } from './guard';
import { Health } from './health';
import { Probe } from './probe';
import { Queue } from './queue';
import { ReleaseRate } from './release-rate';

const FEW = 5;
const MIN_RATE = 0.3;
const SHARE = 0.3;
const URGENT = 3;
const NONE = (): void => undefined;

interface Sleeper {
  readonly retry: PendingRetry;
  readonly wake: (isSent: boolean) => void;
  readonly notBefore: number;
  isPutOff: boolean;
  stop: () => void;
}

export interface OriginOptions {
  readonly failures: number;
  readonly probeBackoff: Backoff;
}

/** How many retries the call has left after this one. */
const chancesAfter = ({ config, retryCount }: PendingRetry): number =>
  (config['axios-retry']?.retries ?? Infinity) - retryCount;

/** Paces the retries to one origin. */
export class OriginPacer {
  readonly #options: OriginOptions;
  readonly #health: Health;
  readonly #calls = new CallRate();
  readonly #sleepers = new Queue<Sleeper>();
  readonly #lastChances = new Queue<Sleeper>();
  readonly #sentAt = new Map<PendingRetry, number>();
  /** While it is down. */
  #probe: Probe | undefined;
  /** While it is up, and sleepers of an outage are left. */
  #rate: ReleaseRate | undefined;
  #latency = 0;
  #blockedUntil = -Infinity;
  #toldAt = 0;
  #stopRelease: (() => void) | undefined;

  constructor(options: OriginOptions) {
    this.#options = options;
    this.#health = new Health(options.failures);
  }

  wait(retry: PendingRetry, wake: (isSent: boolean) => void): () => void {
    const now = performance.now();
    const notBefore = this.#blockedUntil > now ? this.#blockedUntil : 0;
    const sleeper: Sleeper = { retry, wake, notBefore, isPutOff: false, stop: NONE };
    sleeper.stop = startTimer(retry.delay, () => {
      this.#fallDue(sleeper);
    });
    (chancesAfter(retry) ? this.#sleepers : this.#lastChances).add(sleeper);
    this.#schedule(now);
    return () => {
      this.#remove(sleeper);
    };
  }

  attemptEnded(attempt: EndedAttempt): void {
    const { retry, isUp, retryAfter } = attempt;
    const now = performance.now();
    const sentAt = retry && this.#sentAt.get(retry);
    if (retry) this.#sentAt.delete(retry);
    else this.#calls.count(now);
    if (sentAt !== undefined) this.#latency = now - sentAt;
    if (!isUp) this.#probe?.ended(attempt, now);
    if (isUp === undefined) return;
    this.#health.record(isUp, now);
    if (isUp) this.#succeeded(now);
    else this.#failed(retryAfter, now);
  }

  #succeeded(now: number): void {
    if (this.#blockedUntil > now && now - this.#toldAt > this.#latency) {
      this.#blockedUntil = -Infinity;
      this.#halt();
    }
    if (this.#blockedUntil > now) return;
    if (this.#probe) this.#pace(now);
    else this.#rate?.grow(this.#floor(now), this.#latency, now);
    if (this.#rate && !this.#size && !this.#sentAt.size) this.#rate = undefined;
    this.#schedule(now);
  }

  #failed(retryAfter: number | undefined, now: number): void {
    if (retryAfter !== undefined) {
      this.#blockedUntil = Math.max(this.#blockedUntil, now + retryAfter);
      this.#toldAt = now;
    }
    if (this.#probe) return;
    if (this.#health.isDown(now)) {
      this.#rate = undefined;
      this.#halt();
      this.#probe = new Probe(this.#options.probeBackoff, now);
    } else if (this.#rate) this.#rate.cut(this.#floor(now), this.#latency, now);
    else if (this.#health.isStrained) this.#pace(now);
  }

  #pace(now: number): void {
    this.#probe = undefined;
    this.#rate = new ReleaseRate(this.#floor(now), now);
  }

  #floor(now: number): number {
    return Math.max(MIN_RATE, SHARE * this.#calls.perSecond(now));
  }

  get #size(): number {
    return this.#sleepers.size + this.#lastChances.size;
  }

  #fallDue(sleeper: Sleeper): void {
    const now = performance.now();
    const notBefore = sleeper.notBefore || this.#blockedUntil;
    if (now < notBefore && !sleeper.isPutOff) {
      sleeper.isPutOff = true;
      const left = notBefore - now;
      sleeper.stop = startTimer(left + Math.random() * Math.max(100, left / 10), () => {
        this.#fallDue(sleeper);
      });
    } else if (this.#maySend(sleeper.retry, now)) this.#send(sleeper, now);
    else
      sleeper.stop = startTimer(this.#latency, () => {
        this.#remove(sleeper);
        sleeper.wake(false);
      });
  }

  #maySend(retry: PendingRetry, now: number): boolean {
    const isFree = this.#size <= FEW;
    if (this.#rate) return this.#rate.take(now, isFree || chancesAfter(retry) < URGENT);
    if (!this.#probe || isFree || !chancesAfter(retry)) return true;
    if (!this.#probe.isDue(now)) return false;
    this.#probe.send(retry, now);
    return true;
  }

  #send(sleeper: Sleeper, now: number): void {
    this.#remove(sleeper);
    this.#sentAt.set(sleeper.retry, now);
    sleeper.wake(true);
  }

  #remove(sleeper: Sleeper): void {
    sleeper.stop();
    this.#sleepers.remove(sleeper);
    this.#lastChances.remove(sleeper);
  }

  get #next(): Sleeper | undefined {
    return this.#sleepers.first ?? this.#lastChances.first;
  }

  #halt(): void {
    this.#stopRelease?.();
    this.#stopRelease = undefined;
  }

  #schedule(now: number): void {
    const next = this.#next;
    if (!this.#rate || !next || this.#stopRelease) return;
    const delay = Math.max(this.#rate.timeToSlot(now), (next.notBefore || this.#blockedUntil) - now, 1);
    this.#stopRelease = startTimer(delay, () => {
      this.#stopRelease = undefined;
      this.#release(performance.now());
    });
  }

  #release(now: number): void {
    for (let next = this.#next; next; next = this.#next) {
      if ((next.notBefore || this.#blockedUntil) > now || !this.#rate?.take(now)) break;
      this.#send(next, now);
    }
    this.#schedule(now);
  }
}
