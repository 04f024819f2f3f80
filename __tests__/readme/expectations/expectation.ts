import type { AxiosInstance } from 'axios';
import type { Answer, FlakyApi } from '../flaky-api';
import type { Exports } from '../run-snippet';

/** What a snippet did. */
export interface Result {
  readonly api: FlakyApi;
  readonly exported: Exports;
  /** What it printed, by console.warn and the like. */
  readonly printed: Readonly<Record<'warn' | 'info' | 'error' | 'log', string[]>>;
  /** How many tests it declared. */
  readonly tests: number;
}

/** What is particular about a snippet. All others meet a server whose paths fail twice with 503. */
export interface Expectation {
  /** How the attempts at a path end, where it is not so. */
  readonly plans?: Readonly<Record<string, readonly Answer[]>>;
  /** Whether every wait is over at once. */
  readonly isHurried?: boolean;
  /** The number that each draw of chance gives; 0 makes the default waits end at once. */
  readonly chance?: number;
  readonly check: (result: Result) => Promise<void> | void;
}

export type Expectations = Readonly<Record<string, Expectation>>;

export const header = (api: FlakyApi, path: string, name: string): unknown[] =>
  api.received(path).map(({ headers }) => headers[name]);

export const isRetried = (api: FlakyApi, path: string, method = 'GET'): void => {
  expect(api.received(path).map((request) => request.method)).toEqual([method, method, method]);
};

export const isQuiet = (path: string): Expectation => ({
  check: ({ api, printed }) => {
    isRetried(api, path);
    expect(printed.warn).toEqual([]);
  },
});

/** Calls /orders with the client that a snippet exports. */
export const callOrders = ({ exported }: Result): Promise<unknown> =>
  (exported.client as AxiosInstance).get('/orders').catch((error: unknown) => error);

export const A_RETRY_AND_AN_END: readonly Answer[] = [503, 404];

export const waits = ({ printed }: Result): unknown[] =>
  printed.warn.map((line) => /Retry \d+ of \d+ in ([\d.]+ \w+)/.exec(line)?.[1]);

export const methodsAt = ({ api }: Result, path: string): string[] =>
  api.received(path).map(({ method }) => method);

export function oneKeyForTheCall({ api }: Result): void {
  isRetried(api, '/api/payments', 'POST');
  const keys = header(api, '/api/payments', 'idempotency-key');
  expect(keys[0]).toMatch(/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/);
  expect(new Set(keys).size).toBe(1);
}
