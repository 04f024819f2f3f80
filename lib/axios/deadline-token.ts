import { member } from '../checks/member';
import { startTimer } from '../time/timer';
import type { CancelTokenLike } from '../time/cancellation';
import type { AttemptConfig } from './types';

type Listener = (reason?: unknown) => void;

/**
 * A cancel token that a timer can trigger as well as the caller. A token, which every adapter listens to, and
 * not a signal: the caller's own signal may have to abort a streamed response long after. The timer runs from
 * the adapter's first listener until the last one is removed, or until axios checks again because the adapter
 * is done.
 */
class DeadlineToken implements CancelTokenLike {
  private readonly listeners = new Set<Listener>();
  private readonly end: number;
  private cut: unknown = undefined;
  private stopTimer: (() => void) | undefined = undefined;
  /** The caller's own token, if any. */
  readonly caller: CancelTokenLike | undefined;

  constructor(
    private readonly config: AttemptConfig,
    delay: number,
    private readonly onCut: () => void,
  ) {
    this.caller = member(config, 'cancelToken') as CancelTokenLike | undefined;
    this.end = performance.now() + delay;
  }

  stop(): void {
    this.stopTimer?.();
  }

  get reason(): unknown {
    return this.caller?.reason;
  }

  /** For old adapters, which await it. */
  get promise(): Promise<unknown> {
    return new Promise((resolve) => {
      this.subscribe(resolve);
    });
  }

  throwIfRequested(): void {
    if (this.stopTimer) this.stop();
    else if (performance.now() >= this.end) this.pull();
    // eslint-disable-next-line @typescript-eslint/only-throw-error -- an error, marked as axios marks its own
    if (this.cut) throw this.cut;
    this.caller?.throwIfRequested();
  }

  subscribe(listener: Listener): void {
    this.listeners.add(listener);
    this.stop();
    this.stopTimer = startTimer(this.end - performance.now(), () => {
      this.pull();
    });
    this.caller?.subscribe(listener);
  }

  unsubscribe(listener: Listener): void {
    this.listeners.delete(listener);
    this.caller?.unsubscribe(listener);
    if (!this.listeners.size) this.stop();
  }

  private pull(): void {
    const { config } = this;
    this.cut = Object.assign(new Error('canceled'), { __CANCEL__: true, code: 'ERR_CANCELED', config });
    this.onCut();
    for (const listener of [...this.listeners]) listener(this.cut);
  }

  toAbortSignal(): AbortSignal {
    const controller = new AbortController();
    const abort: Listener = (reason) => {
      controller.abort(reason);
    };
    this.subscribe(abort);
    return Object.assign(controller.signal, {
      unsubscribe: () => {
        this.unsubscribe(abort);
      },
    });
  }
}

/**
 * Aborts the attempt that is sent with `config` after `delay` milliseconds.
 *
 * @param onCut called just before the attempt ends as a cancelled one.
 */
export function cutAfter(delay: number, config: AttemptConfig, onCut: () => void): void {
  config.cancelToken = new DeadlineToken(config, delay, onCut);
}

/** Removes the deadline token from a config, so that sending it by hand starts afresh. */
export function withoutDeadline(config: AttemptConfig): void {
  const { cancelToken } = config;
  if (!(cancelToken instanceof DeadlineToken)) return;
  cancelToken.stop();
  config.cancelToken = cancelToken.caller;
}
