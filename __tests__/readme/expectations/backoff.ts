import { isRetried, type Expectations } from './expectation';
export const BACKOFF: Expectations = {
  backoff: {
    check: ({ api, printed }) => {
      isRetried(api, '/api/orders');
      expect(printed.warn[0]).toContain('Retry 1 of 10 in 100 ms (up to 200 ms)');
      expect(printed.warn[1]).toContain('Retry 2 of 10 in 200 ms (up to 400 ms)');
    },
  },
  'delay-function': {
    check: ({ api, printed }) => {
      isRetried(api, '/api/orders');
      expect(printed.warn[0]).toContain('Retry 1 of 10 in 50 ms,');
      expect(printed.warn[1]).toContain('Retry 2 of 10 in 100 ms,');
    },
  },
};
