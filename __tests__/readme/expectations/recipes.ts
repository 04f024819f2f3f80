import { getRetryState } from '../../../lib';
import type { Answer } from '../flaky-api';
import { callOrders, isRetried, methodsAt, waits, type Expectations } from './expectation';

const THROTTLED: Answer = [
  200,
  {},
  { errors: [{ message: 'slow down', extensions: { code: 'THROTTLED' } }] },
];

export const RECIPES: Expectations = {
  github: {
    isHurried: true,
    plans: {
      '/api/repos': [
        // By the clock of the server, which is years behind.
        [
          403,
          {
            date: 'Thu, 01 Jan 2015 00:00:00 GMT',
            'x-ratelimit-remaining': '0',
            'x-ratelimit-reset': '1420070700',
          },
          { message: 'API rate limit exceeded' },
        ],
      ],
      '/api/search': [
        [
          403,
          { 'retry-after': '30', 'x-ratelimit-remaining': '14' },
          { message: 'You have exceeded a secondary rate limit' },
        ],
        [
          429,
          { 'x-ratelimit-remaining': '14', 'x-ratelimit-reset': '99999' },
          { message: 'You have exceeded a secondary rate limit' },
        ],
      ],
    },
    check: (result) => {
      expect(waits(result)).toEqual(['300 s', '30 s', '60 s']);
      expect(methodsAt(result, '/api/repos')).toHaveLength(2);
      expect(methodsAt(result, '/api/search')).toHaveLength(3);
    },
  },
  'should-retry': {
    plans: {
      '/api/charges': [[409, { 'stripe-should-retry': 'true' }], [402, { 'x-should-retry': 'true' }], 503],
    },
    check: (result) => {
      expect(methodsAt(result, '/api/charges')).toEqual(Array(4).fill('POST'));
    },
  },
  'retry-after-in-body': {
    isHurried: true,
    plans: { '/api/messages': [[429, {}, { retry_after: 64.57, global: false }]] },
    check: (result) => {
      expect(waits(result)).toEqual(['64.6 s']);
    },
  },
  'errors-in-200': {
    plans: {
      '/api/graphql': [THROTTLED, THROTTLED],
      '/api/rpc': [[200, {}, { error: { code: -32005, message: 'limit exceeded' } }]],
    },
    check: (result) => {
      isRetried(result.api, '/api/graphql', 'POST');
      expect(methodsAt(result, '/api/rpc')).toEqual(['POST', 'POST']);
    },
  },
  polling: {
    plans: { '/api/reports/7': [202, 202, 500, 202] },
    check: (result) => {
      expect(methodsAt(result, '/api/reports/7')).toHaveLength(5);
      expect(result.printed.warn).toEqual([]);
    },
  },
  'stale-socket': {
    plans: { '/api/health': [], '/api/orders': ['reset'] },
    check: (result) => {
      expect(methodsAt(result, '/api/orders')).toEqual(['POST', 'POST']);
    },
  },
  'data-centre': {
    check: (result) => {
      // In turn.
      expect(methodsAt(result, '/api/stock')).toHaveLength(3);
      expect(methodsAt(result, '/backup/stock')).toHaveLength(2);
    },
  },
  'limits-by-kind': {
    plans: { '/api/orders': [429, 429, 429, 'reset', 429, 429, 'reset', 'reset'] },
    check: async (result) => {
      expect(getRetryState(await callOrders(result))).toMatchObject({
        retryCount: 7,
        stopReason: 'retryCondition',
      });
    },
  },
  'last-response': {
    plans: { '/api/stock': [503, 503, 503] },
    check: ({ printed }) => {
      expect(printed.log).toEqual(['503 retries']);
    },
  },
  switch: {
    plans: { '/api/orders': [503, 503, 503] },
    check: async (result) => {
      const setRetries = result.exported.setRetries as (value: boolean) => void;
      setRetries(false);
      expect(getRetryState(await callOrders(result))).toMatchObject({
        retryCount: 0,
        stopReason: 'retryCondition',
      });
      setRetries(true);
      expect(getRetryState(await callOrders(result))).toMatchObject({ retryCount: 2, stopReason: undefined });
    },
  },
};
