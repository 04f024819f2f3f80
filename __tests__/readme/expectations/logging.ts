import pino from 'pino';
import { register } from 'prom-client';
import type winston from 'winston';
import { A_RETRY_AND_AN_END, callOrders, isRetried, type Expectations } from './expectation';
export const LOGGING: Expectations = {
  'log-function': {
    plans: { '/api/orders': [503] },
    check: ({ api, printed }) => {
      expect(printed).toEqual({
        info: [`${api.origin}/api/orders: wait 0 ms`],
        warn: [],
        error: [],
        log: [],
      });
    },
  },
  'prom-client': {
    check: async (snippet) => {
      const { api, printed } = snippet;
      isRetried(api, '/api/orders');
      expect(printed.warn.at(-1)).toContain('recovered after 2 retries');
      api.plan('/api/orders', 503, 404);
      await callOrders(snippet);
      expect(await register.getSingleMetricAsString('http_client_retried_calls_total')).toBe(
        [
          '# HELP http_client_retried_calls_total Calls that were retried, by how they ended',
          '# TYPE http_client_retried_calls_total counter',
          'http_client_retried_calls_total{outcome="recovered"} 1',
          'http_client_retried_calls_total{outcome="notRetryable"} 1',
        ].join('\n'),
      );
    },
  },
  pino: {
    plans: { '/api/orders': A_RETRY_AND_AN_END },
    check: async (snippet) => {
      const written: unknown[] = [];
      // pino writes past the console; its own symbol leads to where.
      Reflect.set(snippet.exported.logger as object, pino.symbols.streamSym, {
        write: (line: string) => written.push(JSON.parse(line)),
      });
      await callOrders(snippet);
      expect(written).toMatchObject([
        {
          level: 40,
          msg: expect.stringContaining('Retry 1 of 10'),
          type: 'retry',
          status: 503,
          retryCount: 1,
        },
        {
          level: 50,
          msg: expect.stringContaining('Gave up after 1 retry'),
          type: 'giveUp',
          reason: 'notRetryable',
        },
      ]);
    },
  },
  winston: {
    plans: { '/api/orders': A_RETRY_AND_AN_END },
    check: async (snippet) => {
      const logger = snippet.exported.logger as winston.Logger;
      const written: unknown[] = [];
      for (const transport of logger.transports) transport.silent = true;
      logger.on('data', (entry) => written.push(entry));
      await callOrders(snippet);
      expect(written).toMatchObject([
        {
          level: 'warn',
          message: expect.stringContaining('Retry 1 of 10'),
          event: { type: 'retry', status: 503 },
        },
        {
          level: 'error',
          message: expect.stringContaining('Gave up after 1 retry'),
          event: { type: 'giveUp', reason: 'notRetryable' },
        },
      ]);
    },
  },
  state: {
    check: ({ api, printed }) => {
      isRetried(api, '/api/orders/7');
      expect(printed.log.join()).toMatch(/^2 retries in \d+ ms/);
    },
  },
};
