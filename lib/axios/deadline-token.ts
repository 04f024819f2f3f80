import { isFunction } from '../checks/check';
import { member } from '../checks/member';
import type { CancelTokenLike } from '../time/cancellation';
import { startTimer } from '../time/timer';
import type { AttemptConfig } from './types';

type Listener = (reason?: unknown) => void;

/** The state of a token. It lies behind functions, because those alone stay the same in every clone of a config. */
interface Deadline {
  readonly listeners: Set<Listener>;
  /** When the attempt is aborted. */
  readonly end: number;
  /** The caller's own token, if any. */
  readonly caller: CancelTokenLike | undefined;
  /** Aborts the attempt. */
  readonly pull: () => void;
  cut: unknown;
  stopTimer: (() => void) | undefined;
}

/**
 * A cancel token that a timer can trigger as well as the caller. A token, which every adapter listens to, and
 * not a signal: the caller's own signal may have to abort a streamed response long after. The timer runs from
 * the adapter's first listener until the last one is removed, or until axios checks again because the adapter
 * is done.
 */
class DeadlineToken implements CancelTokenLike {
  private readonly deadline: () => Deadline;
  readonly throwIfRequested: () => void;
  readonly subscribe: (listener: Listener) => void;
  readonly unsubscribe: (listener: Listener) => void;
  readonly toAbortSignal: () => AbortSignal;
  /** Puts the caller's own token back. */
  readonly removeFrom: (config: AttemptConfig) => void;

  /** Some cloners call it with nothing, and then copy the members. */
  constructor(deadline: Deadline) {
    this.deadline = () => deadline;
    this.throwIfRequested = () => {
      throwIfRequested(deadline);
    };
    this.subscribe = (listener) => {
      subscribe(deadline, listener);
    };
    this.unsubscribe = (listener) => {
      unsubscribe(deadline, listener);
    };
    this.toAbortSignal = () => toAbortSignal(deadline);
    this.removeFrom = (config) => {
      deadline.stopTimer?.();
      // A config that somebody has frozen stays as it is.
      Reflect.set(config, 'cancelToken', deadline.caller);
    };
  }

  get reason(): unknown {
    return member(this.deadline().caller, 'reason');
  }

  /** Adapters of the old kind wait for this. */
  get promise(): Promise<unknown> {
    return new Promise(this.subscribe);
  }
}

function throwIfRequested(deadline: Deadline): void {
  const { stopTimer, end, pull, caller } = deadline;
  if (stopTimer) stopTimer();
  else if (performance.now() >= end) pull();
  // eslint-disable-next-line @typescript-eslint/only-throw-error -- an error, marked as axios marks its own
  if (deadline.cut) throw deadline.cut;
  caller?.throwIfRequested();
}

function subscribe(deadline: Deadline, listener: Listener): void {
  const { listeners, end, pull, caller } = deadline;
  listeners.add(listener);
  deadline.stopTimer?.();
  deadline.stopTimer = startTimer(end - performance.now(), pull);
  caller?.subscribe(listener);
}

function unsubscribe({ listeners, caller, stopTimer }: Deadline, listener: Listener): void {
  listeners.delete(listener);
  caller?.unsubscribe(listener);
  if (!listeners.size) stopTimer?.();
}

function toAbortSignal(deadline: Deadline): AbortSignal {
  const controller = new AbortController();
  const abort: Listener = (reason) => {
    controller.abort(reason);
  };
  subscribe(deadline, abort);
  return Object.assign(controller.signal, {
    unsubscribe: () => {
      unsubscribe(deadline, abort);
    },
  });
}

/**
 * Aborts the attempt that is sent with `config` after `delay` milliseconds.
 *
 * @param onCut called just before the attempt ends as a cancelled one.
 */
export function cutAfter(delay: number, config: AttemptConfig, onCut: () => void): void {
  const caller = member(config, 'cancelToken');
  const deadline: Deadline = {
    listeners: new Set(),
    end: performance.now() + delay,
    // axios takes anything falsy for no token.
    caller: caller ? (caller as CancelTokenLike) : undefined,
    pull: () => {
      deadline.cut = Object.assign(new Error('canceled'), { __CANCEL__: true, code: 'ERR_CANCELED', config });
      onCut();
      for (const listener of [...deadline.listeners]) listener(deadline.cut);
    },
    cut: undefined,
    stopTimer: undefined,
  };
  config.cancelToken = new DeadlineToken(deadline);
}

/** Removes the deadline token from a config, so that sending it by hand starts afresh. */
export function withoutDeadline(config: AttemptConfig): void {
  const remove = member(member(config, 'cancelToken'), 'removeFrom');
  if (isFunction(remove)) (remove as DeadlineToken['removeFrom'])(config);
}
