import type { AxiosInstance } from 'axios';
import { describeTool, type Ending } from './test-tool';

/** It has no types. */
interface Moxios {
  install(client: AxiosInstance): void;
  uninstall(client: AxiosInstance): void;
  stubRequest(url: RegExp, response: { readonly status: number }): void;
  stubTimeout(url: RegExp): void;
  readonly stubs: { reset(): void };
}
const moxios = jest.requireActual<Moxios>('moxios');

let mocked: AxiosInstance;

describeTool({
  name: 'moxios',
  lost: ['a timeout'],
  play: (client, _method, endings) => {
    const left: Ending[] = [...endings];
    mocked = client;
    moxios.install(client);
    // A stub answers for ever, and the first that matches does.
    client.interceptors.request.use((config) => {
      const ending = left.shift();
      moxios.stubs.reset();
      if (typeof ending === 'number') moxios.stubRequest(/orders/, { status: ending });
      else moxios.stubTimeout(/orders/);
      return config;
    });
  },
  stop: () => {
    moxios.uninstall(mocked);
  },
});
