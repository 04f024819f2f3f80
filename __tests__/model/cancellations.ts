import axios, { CanceledError, type CancelToken } from 'axios';
import { getEventListeners } from 'node:events';
import type { CallSpec, Program } from './program';

/** How a call can be cancelled. */
export interface Cancellation {
  readonly signal?: AbortSignal;
  readonly token?: CancelToken;
  cancel(): void;
  /** How many still listen. */
  listeners(): number;
}

/** A token as somebody writes it by hand: without a reason its `reason` is `null`. */
class OwnToken {
  reason: CanceledError<unknown> | null = null;
  readonly promise = new Promise<never>(() => undefined);
  readonly subscribed = new Set<(reason: unknown) => void>();

  throwIfRequested(): void {
    if (this.reason) throw this.reason;
  }

  subscribe(listener: (reason: unknown) => void): void {
    this.subscribed.add(listener);
  }

  unsubscribe(listener: (reason: unknown) => void): void {
    this.subscribed.delete(listener);
  }

  cancel(): void {
    if (this.reason) return;
    this.reason = new CanceledError('given up');
    const listeners = [...this.subscribed];
    // As axios' own token does it.
    this.subscribed.clear();
    for (const listener of listeners) listener(this.reason);
  }
}

function ownToken(): Cancellation {
  const token = new OwnToken();
  return {
    token: token as unknown as CancelToken,
    cancel: () => {
      token.cancel();
    },
    listeners: () => token.subscribed.size,
  };
}

function make(by: NonNullable<CallSpec['cancel']>['by']): Cancellation {
  if (by === 'ownToken') return ownToken();
  if (by === 'signal') {
    const controller = new AbortController();
    const { signal } = controller;
    return {
      signal,
      cancel: () => {
        controller.abort();
      },
      listeners: () => getEventListeners(signal, 'abort').length,
    };
  }
  const { token, cancel } = axios.CancelToken.source();
  return {
    token,
    cancel: () => {
      cancel('given up');
    },
    listeners: () => (token as { _listeners?: unknown[] | null })._listeners?.length ?? 0,
  };
}

const NONE: Cancellation = { cancel: () => undefined, listeners: () => 0 };

/** Of each call, how it can be cancelled. */
export function cancellationsOf({ calls }: Program): readonly Cancellation[] {
  let shared: Cancellation | undefined;
  return calls.map(({ cancel }) => {
    if (!cancel) return NONE;
    return cancel.isShared ? (shared ??= make(cancel.by)) : make(cancel.by);
  });
}
