import { isRetried, type Expectation, type Expectations } from './expectation';

/** Its own expectations say the rest: the tests of a snippet are run before this. */
const ONE_TEST: Expectation = {
  check: ({ tests }) => {
    expect(tests).toBe(1);
  },
};

export const TESTING: Expectations = {
  'quick-or-off': {
    check: ({ api, printed }) => {
      isRetried(api, '/api/orders');
      expect(printed.warn).toEqual([]);
      expect(api.received('/api/health')).toHaveLength(1);
      expect(printed.log).toEqual(['503']);
    },
  },
  'fake-timers': ONE_TEST,
  'nock-in-fake-time': ONE_TEST,
  msw: ONE_TEST,
};
