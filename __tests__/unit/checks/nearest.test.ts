import { nearest } from '../../../lib/checks/nearest';

const KNOWN = ['retries', 'retryDelay', 'methods', 'statuses', 'log'];

it.each([
  ['retries', 'retries'],
  ['retrys', 'retries'],
  ['Retries', 'retries'],
  ['RETRYDELAY', 'retryDelay'],
  ['delayRetry', undefined],
  ['retryDealy', 'retryDelay'],
  ['method', 'methods'],
  ['mthods', 'methods'],
  ['status', 'statuses'],
  ['lag', 'log'],
  ['logs', 'log'],
  ['lo', 'log'],
  ['l', undefined],
  ['x', undefined],
  ['', undefined],
  ['timeout', undefined],
])('the name nearest to %p is %p', (name, known) => {
  expect(nearest(name, KNOWN)).toBe(known);
});

it.each([
  // A letter replaced, added and removed count alike.
  ['abcd', 'abxy', true],
  ['abcd', 'axyz', false],
  ['abcd', 'abcdef', true],
  ['abcd', 'abcdefg', false],
  ['abcdef', 'abcd', true],
  ['abcdef', 'xbydez', true],
  ['abcdef', 'xbydzz', false],
  ['abcd', 'badc', false],
])('%p may be meant for %p: %p', (name, known, isNear) => {
  expect(nearest(name, [known])).toBe(isNear ? known : undefined);
});

it('prefers the one with fewer changes, wherever it stands, and the first of two', () => {
  expect(nearest('delays', ['relay', 'delay'])).toBe('delay');
  expect(nearest('delays', ['delay', 'relay'])).toBe('delay');
  expect(nearest('cat', ['bat', 'hat'])).toBe('bat');
});
