import { isFunction } from '../checks/check';
import { member } from '../checks/member';
import type { CancelTokenLike } from '../time/cancellation';
import { startTimer } from '../time/timer';
import type { AttemptConfig } from './types';

type Listener = (reason?: unknown) => void;

/**
 * A cancel token that a timer can trigger as well as the caller. A token, which every adapter listens to, and
 * not a signal: the caller's own signal may have to abort a streamed response long after. The timer runs from
 * the adapter's first listener until the last one is removed, or until axios checks again because the adapter
 * is done.
 */
class DeadlineToken {
  /**
   * Functions, because those alone stay the same in every clone of a config. Some cloners call it with nothing, and
   * then copy the members.
   */
  constructor(
    private readonly callersToken: () => CancelTokenLike | undefined,
    readonly subscribe: (listener: Listener) => void,
  ) {}

  get reason(): unknown {
    return member(this.callersToken(), 'reason');
  }

  /** Adapters of the old kind wait for this. */
  get promise(): Promise<unknown> {
    return new Promise(this.subscribe);
  }
}

type Subscribe = DeadlineToken['subscribe'];

const signalOf = (subscribe: Subscribe, unsubscribe: Subscribe) => (): AbortSignal => {
  const controller = new AbortController();
  const abort = (reason: unknown): void => {
    controller.abort(reason);
  };
  subscribe(abort);
  return Object.assign(controller.signal, {
    unsubscribe: () => {
      unsubscribe(abort);
    },
  });
};

/**
 * Aborts the attempt that is sent with `config` after `delay` milliseconds.
 *
 * @param onCut called just before the attempt ends as a cancelled one.
 */
export function cutAfter(delay: number, config: AttemptConfig, onCut: () => void): void {
  const end = performance.now() + delay;
  const given = member(config, 'cancelToken');
  // axios takes anything falsy for no token.
  const caller = given ? (given as CancelTokenLike) : undefined;
  const listeners = new Set<Listener>();
  let cut: unknown;
  let stopTimer: (() => void) | undefined;
  const pull = (): void => {
    cut = Object.assign(new Error('canceled'), { __CANCEL__: true, code: 'ERR_CANCELED', config });
    onCut();
    for (const listener of [...listeners]) listener(cut);
  };
  const throwIfRequested = (): void => {
    if (stopTimer) stopTimer();
    else if (performance.now() >= end) pull();
    // eslint-disable-next-line @typescript-eslint/only-throw-error -- an error, marked as axios marks its own
    if (cut) throw cut;
    caller?.throwIfRequested();
  };
  const subscribe = (listener: Listener): void => {
    listeners.add(listener);
    stopTimer?.();
    stopTimer = startTimer(end - performance.now(), pull);
    caller?.subscribe(listener);
  };
  const unsubscribe = (listener: Listener): void => {
    listeners.delete(listener);
    caller?.unsubscribe(listener);
    if (!listeners.size) stopTimer?.();
  };
  /** Puts the caller's own token back. */
  const removeFrom = (sent: AttemptConfig): void => {
    stopTimer?.();
    // A config that somebody has frozen stays as it is.
    Reflect.set(sent, 'cancelToken', caller);
  };
  config.cancelToken = Object.assign(new DeadlineToken(() => caller, subscribe), {
    throwIfRequested,
    unsubscribe,
    toAbortSignal: signalOf(subscribe, unsubscribe),
    removeFrom,
  });
}

/** Removes the deadline token from a config, so that sending it by hand starts afresh. */
export function withoutDeadline(config: AttemptConfig): void {
  const remove = member(member(config, 'cancelToken'), 'removeFrom');
  if (isFunction(remove)) (remove as (config: AttemptConfig) => void)(config);
}
