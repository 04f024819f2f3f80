import { setMaxListeners } from 'node:events';
import type { CancelTokenSource } from 'axios';

/** A signal that tells how many listeners it holds. */
export function countedSignal(): { controller: AbortController; signal: AbortSignal; held: Set<unknown> } {
  const controller = new AbortController();
  const { signal } = controller;
  setMaxListeners(0, signal);
  const held = new Set<unknown>();
  const add = signal.addEventListener.bind(signal);
  const remove = signal.removeEventListener.bind(signal);
  // Of a signal that is aborted, those that are called once are gone, and those that come later are never called.
  controller.signal.addEventListener('abort', () => {
    held.clear();
  });
  signal.addEventListener = (type: string, listener: EventListener, options?: { once?: boolean }): void => {
    held.add(listener);
    add(type, listener, options);
  };
  signal.removeEventListener = (type: string, listener: EventListener): void => {
    held.delete(listener);
    remove(type, listener);
  };
  return { controller, signal, held };
}

/** How many listeners a cancel token holds. */
export const listenersOf = ({ token }: CancelTokenSource): number => {
  const { _listeners } = token as unknown as { readonly _listeners?: readonly unknown[] | null };
  return _listeners?.length ?? 0;
};
