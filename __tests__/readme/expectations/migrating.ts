import { isQuiet, isRetried, type Expectations } from './expectation';

export const MIGRATING: Expectations = {
  'axios-retry-entry': isQuiet('/api/orders'),
  'axios-retry-preset': {
    plans: { '/api/orders': [503, 429] },
    ...isQuiet('/api/orders'),
  },
  'axios-retry-modern': {
    check: ({ api, printed }) => {
      isRetried(api, '/api/orders');
      expect(printed.warn[1]).toContain('Retry 2 of 5 in');
    },
  },
  'retry-axios': {
    plans: { '/api/orders': [501, 429] },
    check: ({ api, printed }) => {
      isRetried(api, '/api/orders');
      expect(printed.warn[1]).toContain('Retry 2 of 5 in');
      expect(printed.log).toEqual(['1', '2']);
    },
  },
  'axios-retryer': {
    plans: { '/api/orders': [408, 599] },
    check: ({ api, printed }) => {
      isRetried(api, '/api/orders');
      expect(printed.log).toEqual(['/orders', '/orders']);
    },
  },
  loop: {
    check: ({ api, printed }) => {
      isRetried(api, '/api/orders');
      expect(printed.warn[1]).toContain('Retry 2 of 2 in 200 ms,');
    },
  },
  interceptor: {
    check: ({ api }) => {
      isRetried(api, '/api/orders/7', 'PUT');
    },
  },
};
