import axios, { type AxiosError, type AxiosInstance } from 'axios';
import { getRetryState } from '../../../lib';
import { inFakeTime } from '../../http/fake-time';
import { type Expectations } from './expectation';
export const CANCELLATION: Expectations = {
  cancellation: {
    // Every wait is nearly as long as it can be, so the call is still in its first one when it is cancelled.
    plans: { '/api/orders': [] },
    chance: 0.99,
    check: ({ api, printed }) => {
      expect(api.received('/api/report')).toHaveLength(1);
      expect(printed.log).toEqual(['Stopped.']);
    },
  },
  cap: {
    plans: { '/api/orders': [503, 'hang'], '/api/slow': ['hang'] },
    check: async ({ api, exported, printed }) => {
      const client = exported.client as AxiosInstance;
      // A hundredth of the snippet's figure, so that the test need not wait half a minute.
      client.defaults['axios-retry'] = { maxElapsedTime: 300 };
      const failureAt = (path: string): Promise<AxiosError> =>
        client.get(path).then(
          () => Promise.reject(new Error(`${path} should have failed`)),
          (error: unknown) => error as AxiosError,
        );
      // In fake time, which stands still while an attempt is under way that does not hang.
      const { adapter } = client.defaults;
      let inFlight = 0;
      client.defaults.adapter = async (config) => {
        inFlight++;
        try {
          return await axios.getAdapter(adapter)(config);
        } finally {
          inFlight--;
        }
      };
      const hanging = (): number =>
        Math.max(api.received('/api/orders').length - 1, 0) + api.received('/api/slow').length;
      const [later, first] = await inFakeTime(
        () => Promise.all([failureAt('/orders'), failureAt('/slow')]),
        () => inFlight === hanging(),
      );
      expect(later.response?.status).toBe(503);
      expect(getRetryState(later)?.stopReason).toBe('maxElapsedTime');
      expect(first.message).toBe('maxElapsedTime of 300 ms exceeded');
      expect(first.code).toBe('ECONNABORTED');
      expect(printed.warn).toHaveLength(2);
      expect(printed.warn[1]).not.toContain('not an axios error');
    },
  },
};
