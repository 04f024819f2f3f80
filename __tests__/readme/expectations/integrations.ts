import { isRetried, type Expectations } from './expectation';

export const INTEGRATIONS: Expectations = {
  'rate-limit': {
    check: ({ api }) => {
      isRetried(api, '/api/orders');
    },
  },
  tanstack: {
    plans: { '/api/orders': [503] },
    check: ({ api }) => {
      expect(api.received('/api/orders')).toHaveLength(2);
    },
  },
};
