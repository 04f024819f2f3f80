import { header, type Expectation, type Expectations } from './expectation';
/** A new token for the attempts after the 401, and no attempt more than it takes. */
const REFRESHED_ONCE: Expectation = {
  plans: { '/api/private': [503, 401, 503] },
  check: ({ api }) => {
    expect(header(api, '/api/private', 'authorization')).toEqual([
      'Bearer old-1',
      'Bearer old-2',
      'Bearer new-3',
      'Bearer new-4',
    ]);
  },
};

export const INTERCEPTORS: Expectations = {
  onion: {
    check: ({ api, printed }) => {
      expect(header(api, '/api/orders', 'authorization')).toEqual([
        'Bearer old-1',
        'Bearer old-2',
        'Bearer old-3',
      ]);
      expect(printed.error).toEqual([]);
    },
  },
  'token-per-attempt': {
    check: ({ api }) => {
      expect(header(api, '/api/orders', 'authorization')).toEqual([
        'Bearer old-1',
        'Bearer old-2',
        'Bearer old-3',
      ]);
      expect(header(api, '/api/orders', 'x-retry-count')).toEqual(['0', '1', '2']);
    },
  },
  refresh: REFRESHED_ONCE,
  'refresh-by-retry': REFRESHED_ONCE,
};
