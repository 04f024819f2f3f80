import axios, { type AxiosInstance } from 'axios';
import { getRetryState } from '../../../lib';
import type { Answer } from '../flaky-api';
import { isRetried, type Expectations } from './expectation';

/** Addresses of all kinds, as the plugin shows them, each with something in its path that must not be seen. */
const ADDRESSES: Readonly<Record<string, string>> = {
  'https://api.example.com/reset/s3cret': 'https://api.example.com/…',
  'https://api.example.com:8443/s3cret': 'https://api.example.com:8443/…',
  'HTTP://[::1]:80/s3cret': 'HTTP://[::1]:80/…',
  'https://api.example.com': 'https://api.example.com/…',
  'https://***/s3cret': 'https://***/…',
  'https://api.example.com\\s3cret': 'https://api.example.com/…',
  'https:\\\\api.example.com\\s3cret': '/…',
  'https:/api.example.com/s3cret': '/…',
  'https:///s3cret': '/…',
  '//api.example.com/s3cret': '/…',
  '/reset/s3cret': '/…',
  'reset/s3cret': '/…',
  'ftp://api.example.com/s3cret': '/…',
  'app:s3cret': '/…',
  '': '/…',
};

export const SECURITY: Expectations = {
  untrusted: {
    plans: { '/api/later': [[503, { 'retry-after': '21' }]] },
    check: async ({ api, exported, printed }) => {
      const client = exported.client as AxiosInstance;
      const stopReason = async (path: string): Promise<unknown> =>
        getRetryState(await client.get(path).catch((error: unknown) => error))?.stopReason;
      expect(await stopReason('/later')).toBe('maxRetryAfter');
      expect(api.received('/api/later')).toHaveLength(1);
      // A hundred retries are left for any number of calls, and one for five.
      api.plan('/api/down', ...Array<Answer>(500).fill(503));
      const reasons = await Promise.all(Array.from({ length: 20 }, () => stopReason('/down')));
      expect(reasons).toContain('budget');
      expect(api.received('/api/down').length).toBeLessThanOrEqual(20 + 4 + 100);
      expect(printed.warn.join()).toContain('(budget)');
    },
  },
  'hide-paths': {
    check: async ({ api, exported, printed }) => {
      isRetried(api, '/api/reset/s3cret');
      const place = `GET ${api.origin}/…`;
      expect(printed.warn).toEqual([
        expect.stringContaining(`${place} failed: 503 Service Unavailable. Retry 1`),
        expect.stringContaining(`${place} failed: 503 Service Unavailable. Retry 2`),
        expect.stringContaining(`${place} recovered after 2 retries`),
      ]);
      expect(printed.warn.join()).not.toContain('s3cret');
      const withoutPath = exported.withoutPath as (url: string) => string;
      for (const [url, shown] of Object.entries(ADDRESSES))
        expect([url, withoutPath(url)]).toEqual([url, shown]);
      // A path that stands in the name of the method as well, and one that means something to `replace`.
      for (const url of ['E', '$&']) {
        printed.warn.length = 0;
        await (exported.client as AxiosInstance)
          .get(url, {
            baseURL: '',
            adapter: (config) => Promise.reject(new axios.AxiosError('lost', 'ECONNRESET', config)),
          })
          .catch(() => undefined);
        expect(printed.warn.length).toBeGreaterThan(2);
        for (const line of printed.warn) expect(line).toMatch(/^GET \/… failed: /);
      }
    },
  },
};
