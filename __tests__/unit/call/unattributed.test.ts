import { AxiosError, type AxiosResponse } from 'axios';
import type { RetryOptions } from '../../../lib';
import { progressOf } from '../../../lib/call/progress';
import { warnOfUnattributed } from '../../../lib/call/unattributed';
import { passageWith } from '../passages';

const WARNING =
  'axios-backoff: a failure was not retried: its error carries no config of a known call. It may belong to one if ' +
  'an interceptor rebuilt the config: copy all its members, or keep the original error as cause.';

/** What is said of an error that belongs to no call that the plugin knows. */
function warningsOf(errors: readonly unknown[], options: RetryOptions = {}): string[] {
  const lines: string[] = [];
  const { installation } = passageWith({ log: (line) => lines.push(line), ...options });
  for (const error of errors) warnOfUnattributed(installation, error);
  return lines;
}

const answered = (status: number, headers = {}, method = 'get'): AxiosError => {
  const config = { url: '/x', method } as never;
  return new AxiosError(`Request failed with status code ${status}`, 'ERR', config, {}, {
    status,
    headers,
    config,
  } as unknown as AxiosResponse);
};

it('a failure that would have been retried has one warning, however many there are', () => {
  expect(warningsOf([answered(503), answered(502)])).toEqual([WARNING]);
});

it('so has one without any config, which may be of a GET', () => {
  expect(warningsOf([new AxiosError('reset', 'ECONNRESET')])).toEqual([WARNING]);
});

it('what the server asked for counts', () => {
  expect(warningsOf([answered(413)])).toEqual([]);
  expect(warningsOf([answered(413, { 'retry-after': '5' })])).toEqual([WARNING]);
});

it.each([
  ['is final', answered(404)],
  ['is of a POST', answered(503, {}, 'post')],
  ['is not an axios error', new Error('bug')],
])('a failure that %s has none', (_name, error) => {
  expect(warningsOf([error])).toEqual([]);
});

it('a failure of a known call has none, though it is not of this installation', () => {
  const error = answered(503);
  Object.assign(error.config!, { 'axios-retry': progressOf(passageWith().attempt) });
  expect(warningsOf([error])).toEqual([]);
});
