import type { AxiosInstance } from 'axios';
import { getRetryState } from '../../../lib';
import type { Expectations } from './expectation';

export const OVERLOAD: Expectations = {
  'pause-everybody': {
    plans: { '/api/orders': [[429, { 'retry-after': '30' }]], '/api/items': [], '/api/free': [] },
    check: async ({ api, exported, printed }) => {
      const client = exported.client as AxiosInstance;
      await client.get('/orders', { 'axios-backoff': false }).catch(() => undefined);
      const controller = new AbortController();
      const held = client.get('/items', { signal: controller.signal }).catch(getRetryState);
      await client.get('/free', { 'axios-backoff': { pacer: null } });
      expect(printed.warn).toEqual([
        expect.stringMatching(/^The pacer holds new calls to http:.* for [\d.]+ s, as it asked\.$/),
      ]);
      await client.get('/free', { 'axios-backoff': { maxRetryAfter: 1 } });
      controller.abort();
      expect(await held).toMatchObject({ stopReason: 'cancelled', attempts: [] });
      expect(api.received('/api/items')).toHaveLength(0);
      expect(api.received('/api/free')).toHaveLength(2);
    },
  },
};
