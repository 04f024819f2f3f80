import { duration } from '../../../lib/time/duration';

it.each([
  [0, '0 ms'],
  [0.4, '0 ms'],
  [12.6, '13 ms'],
  [999.4, '999 ms'],
  [999.5, '1 s'],
  [1000, '1 s'],
  [1744, '1.74 s'],
  [10_049, '10 s'],
  [123_456, '123 s'],
  [300_000, '300 s'],
])('%d milliseconds are %s', (milliseconds, text) => {
  expect(duration(milliseconds)).toBe(text);
});
