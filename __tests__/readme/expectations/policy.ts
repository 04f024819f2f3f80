import { isRetried, oneKeyForTheCall, type Expectations } from './expectation';
export const POLICY: Expectations = {
  'retry-condition': {
    plans: { '/api/orders/7': [409, 409] },
    check: ({ api }) => {
      isRetried(api, '/api/orders/7', 'PATCH');
      expect(api.received('/api/orders/7').map(({ body }) => body)).toEqual(Array(3).fill('{"paid":true}'));
    },
  },
  // The snippet above it patches an order.
  'idempotency-key': { plans: { '/api/orders/7': [] }, check: oneKeyForTheCall },
  'idempotency-key-for-all': { check: oneKeyForTheCall },
};
