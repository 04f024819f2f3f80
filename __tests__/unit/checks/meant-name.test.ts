import { meantName } from '../../../lib/checks/meant-name';
import { NAMES } from '../../../lib/options/rules';

const OF_BACKOFF = ['initialDelay', 'multiplier', 'maxDelay', 'jitter', 'random'];

it.each([
  ['maxRetries', 'retries'],
  ['limit', 'retries'],
  ['delay', 'retryDelay'],
  ['shouldRetry', 'retryCondition'],
  ['statusCodes', 'statuses'],
  ['httpMethodsToRetry', 'methods'],
  ['onRetryAttempt', 'onRetry'],
  ['timeout', 'maxElapsedTime'],
  ['logger', 'log'],
])('%s, which is what another library calls it, is %s', (name, ours) => {
  expect(meantName(name, NAMES)).toBe(`; did you mean "${ours}"?`);
});

it.each([
  ['retrys', 'retries'],
  ['onRetrys', 'onRetry'],
])('%s, a slip of the pen, is %s', (name, ours) => {
  expect(meantName(name, NAMES)).toBe(`; did you mean "${ours}"?`);
});

it.each([
  ['factor', 'multiplier'],
  ['minTimeout', 'initialDelay'],
  ['backoffLimit', 'maxDelay'],
  ['jitter', 'jitter'],
  ['random', 'random'],
])('%s belongs into the backoff, whose own option it is there', (name, ours) => {
  expect(meantName(name, NAMES)).toBe(`; did you mean retryDelay: exponentialBackoff({ ${ours}: … })?`);
  if (name !== ours) expect(meantName(name, OF_BACKOFF)).toBe(`; did you mean "${ours}"?`);
});

it('what others call an option that is not to be had here is compared letter by letter', () => {
  expect(meantName('limit', ['limits'])).toBe('; did you mean "limits"?');
  expect(meantName('limit', ['ratio'])).toBe('');
});

it.each(['colour', '', ' ', 'toString', '__proto__', 'attempts limit'])('%p can not be guessed', (name) => {
  expect(meantName(name, NAMES)).toBe('');
});
