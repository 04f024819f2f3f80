import { isRetried, type Expectations } from './expectation';
export const OPTIONS: Expectations = {
  override: {
    plans: { '/api/health': [] },
    check: ({ api, printed }) => {
      isRetried(api, '/api/search');
      isRetried(api, '/api/prices', 'POST');
      expect(printed.warn.filter((line) => /search.*Retry \d of 2 /.test(line))).toHaveLength(2);
      expect(api.received('/api/health')).toHaveLength(1);
    },
  },
  hooks: {
    check: ({ api, printed }) => {
      expect(api.received('/api/orders')).toHaveLength(2);
      // The other data centre, which fails twice as well.
      isRetried(api, '/backup/orders');
      expect(printed.error).toEqual([]);
    },
  },
};
