import { startTimer } from './timer';
import type { AttemptConfig, CancelTokenLike } from './types';

type Listener = (reason?: unknown) => void;

/** A cancel token that the clock can pull as well as the caller. */
class DeadlineToken implements CancelTokenLike {
  readonly #listeners = new Set<Listener>();

  constructor(
    /** The caller's own token, if there is one. */
    readonly caller: CancelTokenLike | undefined,
  ) {}

  get reason(): unknown {
    return this.caller?.reason;
  }

  throwIfRequested(): void {
    this.caller?.throwIfRequested();
  }

  subscribe(listener: Listener): void {
    this.#listeners.add(listener);
    this.caller?.subscribe(listener);
  }

  unsubscribe(listener: Listener): void {
    this.#listeners.delete(listener);
    this.caller?.unsubscribe(listener);
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

  /** Cancels the attempt. Without a reason, axios makes a `CanceledError` of its own. */
  cut(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}

/**
 * Cuts the attempt that is sent with `config` after `delay` milliseconds. It goes by the cancel token, which every
 * adapter listens to, and leaves the caller's signal alone: that may have to abort a stream long after.
 *
 * @param onCut is told just before the attempt ends with axios' `CanceledError`.
 * @returns a function that stops the clock.
 */
export function cutAfter(delay: number, config: AttemptConfig, onCut: () => void): () => void {
  const token = new DeadlineToken(config.cancelToken);
  config.cancelToken = token;
  return startTimer(delay, () => {
    onCut();
    token.cut();
  });
}

/** Takes the clock's token off a config again, so that sending it by hand starts afresh. */
export function withoutDeadline(config: AttemptConfig): void {
  if (!(config.cancelToken instanceof DeadlineToken)) return;
  const { caller } = config.cancelToken;
  if (caller) config.cancelToken = caller;
  else delete config.cancelToken;
}
