import { getRetryState } from '../../../lib';
import type { Answer } from '../flaky-api';
import { callOrders, type Expectations } from './expectation';
export const GUARDS: Expectations = {
  'circuit-breaker': {
    plans: { '/api/orders': Array<Answer>(20).fill(503) },
    check: async (result) => {
      expect(getRetryState(await callOrders(result))).toMatchObject({ retryCount: 9, stopReason: 'budget' });
      expect(result.api.received('/api/orders')).toHaveLength(10);
      // Whoever comes next is not retried at all, until something succeeds.
      expect(getRetryState(await callOrders(result))?.stopReason).toBe('budget');
      expect(result.api.received('/api/orders')).toHaveLength(11);
    },
  },
};
