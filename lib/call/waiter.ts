import { onCancel } from '../time/cancellation';
import { LONGEST_TIMER, nothing, startTimer } from '../time/timer';
import { endOf, timeLeft } from './deadline';
import type { Passage } from './passage';

/**
 * Waits for something, but no longer than its call may last. Leaves no timer and no listener behind.
 *
 * A single object with few closures, because there may be many thousands.
 */
export class Waiter<T> {
  private timer: ReturnType<typeof setTimeout> | number | undefined = undefined;
  private stopListening: (() => void) | undefined = undefined;
  /** Stops what is waited for, if the call ends first. */
  onEnd: (() => void) | undefined = undefined;

  constructor(
    private readonly passage: Passage,
    private readonly resolve: (value?: T) => void,
  ) {}

  /** Listens for the end of the call: a cancellation, its time limit, a closed installation. */
  listen(): void {
    const { passage } = this;
    const { config } = passage.original;
    passage.installation.closing.add(this);
    if (config.signal ?? config.cancelToken ?? timeLeft(passage) < Infinity) this.listenToMore();
  }

  /** Wakes after a delay, in milliseconds, with `undefined`. */
  wakeAfter(delay: number): void {
    if (delay > LONGEST_TIMER) this.wakeAfterLong(delay);
    // Bound, and not by an argument of setTimeout(): the fakes of many tests call back with none, or with their own.
    else this.timer = setTimeout(this.wake.bind(this, undefined), Math.ceil(delay));
  }

  wake(value?: T): void {
    this.finish();
    this.resolve(value);
  }

  /** Ends the wait because the call ends. */
  end(): void {
    this.finish();
    this.onEnd?.();
    this.resolve(undefined);
  }

  private finish(): void {
    clearTimeout(this.timer);
    this.stopListening?.();
    this.passage.installation.closing.delete(this);
  }

  private wakeAfterLong(delay: number): void {
    this.onEnd = startTimer(delay, () => {
      this.wake();
    });
  }

  private listenToMore(): void {
    const { passage } = this;
    const stopTimer = this.startLimit();
    const stopListening = onCancel(passage.original.config, () => {
      this.end();
    });
    this.stopListening = () => {
      stopTimer();
      stopListening();
    };
  }

  /** Ends the wait when the time of the call is over, never sooner: a timer may fire early. */
  private startLimit(): () => void {
    const left = timeLeft(this.passage);
    if (left === Infinity) return nothing;
    let stop = startTimer(left, () => {
      if (timeLeft(this.passage) > 0) stop = this.startLimit();
      else this.end();
    });
    return () => {
      stop();
    };
  }
}

/**
 * Waits for what `begin` starts.
 *
 * @returns the value that the waiter was woken with; `undefined` if the call ended first.
 */
export const wait = <T>(passage: Passage, begin: (waiter: Waiter<T>) => void): Promise<T | undefined> =>
  // The executor passes everything on: a closure over a local of this function would keep `begin` alive for
  // the whole wait.
  endOf(passage)
    ? Promise.resolve(undefined)
    : new Promise((resolve) => {
        start(new Waiter<T>(passage, resolve), begin);
      });

function start<T>(waiter: Waiter<T>, begin: (waiter: Waiter<T>) => void): void {
  waiter.listen();
  begin(waiter);
}
