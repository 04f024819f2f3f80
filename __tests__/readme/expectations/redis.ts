import { runs } from '../redis-clients';
import { isRetried, type Expectation, type Expectations } from './expectation';

/** Retried as ever, with scripts that Redis has run. */
const shared = (): Expectation => ({
  check: ({ api, printed }) => {
    isRetried(api, '/api/orders');
    expect(runs.count).toBeGreaterThan(0);
    runs.count = 0;
    expect(printed.warn.filter((line) => line.includes('Redis'))).toEqual([]);
  },
});

export const REDIS: Expectations = {
  'node-redis': shared(),
  ioredis: shared(),
  'other-client': shared(),
};
