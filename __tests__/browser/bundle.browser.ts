import * as library from '../../lib';
import { openClient } from './pages';
import type { PageGlobals } from './page-call';

const EXPORTS = Object.keys(library).sort();

it('the UMD build is a global function that installs the plugin and carries every export', async () => {
  const { page } = await openClient({ build: 'UMD', adapter: 'xhr' });
  const found = await page.evaluate(() => {
    const { library, axiosRetry } = globalThis as unknown as PageGlobals & {
      readonly axiosRetry: typeof import('../../lib').default;
    };
    return {
      exported: Object.keys(axiosRetry).sort(),
      installation: Object.keys(axiosRetry(library.axios.create())),
    };
  });
  expect(found.exported).toEqual(EXPORTS);
  expect(found.installation).toEqual(['requestInterceptorId', 'responseInterceptorId', 'eject', 'close']);
});

it('the ESM build is a module with every export', async () => {
  const { page } = await openClient({ build: 'ESM', adapter: 'xhr' });
  const exported = await page.evaluate(() =>
    Object.keys((globalThis as unknown as PageGlobals).library.plugin).sort(),
  );
  expect(exported).toEqual(EXPORTS);
});
