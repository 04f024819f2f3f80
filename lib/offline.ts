import type { Call } from './call';

/** The parts of a page, or of a worker, that know of the network. Outside of browsers they are not there. */
interface NetworkAware {
  readonly navigator?: { readonly onLine?: boolean };
  addEventListener?(type: 'online', listener: () => void): void;
  removeEventListener?(type: 'online', listener: () => void): void;
}

const scope = globalThis as NetworkAware;

/**
 * Whether a retry has to wait for the network: the last attempt got no answer, the browser says that it is offline,
 * and it will say when that is over. A server that has answered is there, whatever the browser says.
 */
export const isPaused = ({ options, latest }: Call): boolean =>
  options.pauseWhileOffline &&
  scope.navigator?.onLine === false &&
  !!scope.addEventListener &&
  latest?.status === undefined;

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
