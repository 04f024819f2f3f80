/** The parts of a page, or of a worker, that know of the network. Outside of browsers they are not there. */
interface NetworkAware {
  readonly navigator?: { readonly onLine?: boolean };
  addEventListener?(type: 'online', listener: () => void): void;
  removeEventListener?(type: 'online', listener: () => void): void;
}

const scope = globalThis as NetworkAware;

/** Whether the browser says that it is offline, and will say when that is over. */
export const isOffline = (): boolean => scope.navigator?.onLine === false && !!scope.addEventListener;

/**
 * Calls `listener` when the network is back.
 *
 * @returns a function that takes the listener off again.
 * @see HTML Standard, `navigator.onLine` and the event `online`
 */
export function onOnline(listener: () => void): () => void {
  scope.addEventListener?.('online', listener);
  return () => scope.removeEventListener?.('online', listener);
}
