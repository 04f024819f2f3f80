import { isQuiet, isRetried, oneKeyForTheCall, type Expectation, type Expectations } from './expectation';

/** The first snippet switches its retries off for one path, which then has to be well. */
const plans = { '/api/health': [] };

const RETRIES_ORDERS: Expectation = {
  check: ({ api }) => {
    isRetried(api, '/api/orders');
  },
};

export const README: Expectations = {
  use: {
    plans,
    check: ({ api, printed }) => {
      isRetried(api, '/api/orders');
      isRetried(api, '/api/search');
      expect(printed.warn).toHaveLength(4);
      expect(printed.warn[1]).toMatch(/\/orders failed: 503 Service Unavailable\. Retry 2 of 10 in/);
      expect(printed.warn[3]).toMatch(/\/search failed: 503 Service Unavailable\. Retry 2 of 2 in/);
      expect(api.received('/api/health')).toHaveLength(1);
    },
  },
  page: isQuiet('/api/orders'),
  handler: RETRIES_ORDERS,
  worker: RETRIES_ORDERS,
  silence: {
    plans,
    check: ({ api, printed }) => {
      isRetried(api, '/api/quiet');
      // The snippet above it is not silent.
      expect(printed.warn.filter((line) => line.includes('/orders'))).toHaveLength(2);
      expect(printed.warn.filter((line) => line.includes('/quiet'))).toEqual([]);
    },
  },
  post: { plans, check: oneKeyForTheCall },
  entry: isQuiet('/api/orders'),
};
