import { type Expectations } from './expectation';

export const TESTING: Expectations = {
  'fake-timers': {
    // Its own expectations say the rest: the tests of a snippet are run before this.
    check: ({ tests }) => {
      expect(tests).toBe(1);
    },
  },
};
