import { startTimer } from './timer';
import type { AttemptConfig, CancelTokenLike } from './types';

type Listener = (reason?: unknown) => void;

/**
 * A cancel token that the clock can pull as well as the caller. It goes by the token, which every adapter listens
 * to, and not by a signal: the caller's own signal may have to abort a streamed answer long after.
 */
class DeadlineToken implements CancelTokenLike {
  readonly #listeners = new Set<Listener>();
  /** What a cut attempt ends with. It leads back to the call, as the errors of axios 0.27 do not. */
  #cut: unknown;
  readonly stopClock: () => void;
  /** The caller's own token, if there is one. */
  readonly caller: CancelTokenLike | undefined;

  constructor(config: AttemptConfig, delay: number, onCut: () => void) {
    this.caller = config.cancelToken;
    this.stopClock = startTimer(delay, () => {
      this.#cut = Object.assign(new Error('canceled'), { __CANCEL__: true, code: 'ERR_CANCELED', config });
      onCut();
      for (const listener of [...this.#listeners]) listener(this.#cut);
    });
  }

  get reason(): unknown {
    return this.caller?.reason;
  }

  throwIfRequested(): void {
    // eslint-disable-next-line @typescript-eslint/only-throw-error -- an error, marked as axios marks its own
    if (this.#cut) throw this.#cut;
    // Then no adapter will ever listen.
    if (this.reason !== undefined) this.stopClock();
    this.caller?.throwIfRequested();
  }

  subscribe(listener: Listener): void {
    if (this.#cut) listener(this.#cut);
    this.#listeners.add(listener);
    this.caller?.subscribe(listener);
  }

  unsubscribe(listener: Listener): void {
    this.#listeners.delete(listener);
    this.caller?.unsubscribe(listener);
    // The adapter is done, whatever becomes of its outcome further out.
    if (!this.#listeners.size) this.stopClock();
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
 * Cuts the attempt that is sent with `config` after `delay` milliseconds.
 *
 * @param onCut is told just before the attempt ends as a cancelled one.
 * @returns a function that stops the clock.
 */
export function cutAfter(delay: number, config: AttemptConfig, onCut: () => void): () => void {
  const token = new DeadlineToken(config, delay, onCut);
  config.cancelToken = token;
  return token.stopClock;
}

/** Takes the clock's token off a config again, so that sending it by hand starts afresh. */
export function withoutDeadline(config: AttemptConfig): void {
  if (config.cancelToken instanceof DeadlineToken) config.cancelToken = config.cancelToken.caller;
}
