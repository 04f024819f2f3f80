import { AxiosError, type AxiosAdapter } from 'axios';

// What the browser itself says, under its own rule for whether a page is online.
let isCut = false;

/** Whether the page has been taken off the network. */
export const isOffline = (): boolean => isCut;

/** Takes the page off the network, or lets it back, as far as its calls can tell: by what the browser reports. */
export function cutNetwork(cut: boolean): void {
  isCut = cut;
  if (cut) Object.defineProperty(navigator, 'onLine', { value: false, configurable: true });
  else Reflect.deleteProperty(navigator, 'onLine');
  window.dispatchEvent(new Event(cut ? 'offline' : 'online'));
}

/** An adapter that has no network while the page is off it. */
export const throughNetwork =
  (adapter: AxiosAdapter): AxiosAdapter =>
  (config) =>
    isCut ? Promise.reject(new AxiosError('Network Error', AxiosError.ERR_NETWORK, config)) : adapter(config);
