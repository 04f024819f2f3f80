/** The members of a page or worker that report the network. Outside browsers they may be absent. */
interface NetworkAware {
  readonly navigator?: { readonly onLine?: boolean };
  addEventListener?(type: 'online', listener: () => void): void;
  removeEventListener?(type: 'online', listener: () => void): void;
}

const scope = globalThis as NetworkAware;

/** Whether the browser reports that it is offline, and can report when it is back. */
export const isOffline = (): boolean => scope.navigator?.onLine === false && !!scope.addEventListener;

/**
 * Calls `listener` when the network is back.
 *
 * @returns a function that removes the listener.
 * @see HTML Standard, `navigator.onLine` and the `online` event
 */
export function onOnline(listener: () => void): () => void {
  scope.addEventListener?.('online', listener);
  return () => scope.removeEventListener?.('online', listener);
}
