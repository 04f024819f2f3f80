import { findConfig } from '../../../lib/axios/find-config';

const ours = { url: '/ours' };
const other = { url: '/other' };
const isOurs = (config: unknown): boolean => config === ours;

it.each<[string, object]>([
  ['its own', { config: ours }],
  ['that of its response', { response: { config: ours } }],
  ['that of its response, beside another of its own', { config: other, response: { config: ours } }],
  ['its own, beside another of its response', { config: ours, response: { config: other } }],
])('finds %s config', (_name, error) => {
  expect(findConfig(error, isOurs)).toEqual({ config: ours, error });
  expect(findConfig(error, isOurs)?.error).toBe(error);
});

/** An error with our config under so many causes. */
const wrapped = (depth: number): unknown =>
  depth ? { config: other, cause: wrapped(depth - 1) } : { config: ours, isInnermost: true };

it.each([1, 2, 5])('finds that of a cause %p deep, and says which error has it', (depth) => {
  expect(findConfig(wrapped(depth), isOurs)).toEqual({ config: ours, error: wrapped(0) });
});

it('looks no deeper than five causes, so that a circle of them comes to an end', () => {
  expect(findConfig(wrapped(6), isOurs)).toBeUndefined();
  const circle: { cause?: unknown } = {};
  circle.cause = circle;
  expect(findConfig(circle, isOurs)).toBeUndefined();
});

it.each<[unknown]>([
  [undefined],
  [null],
  [''],
  ['text'],
  [7],
  [{}],
  [{ config: other, response: { config: other } }],
])('finds none in %j', (error) => {
  expect(findConfig(error, isOurs)).toBeUndefined();
});

it('asks about nothing that is no config', () => {
  const asked: unknown[] = [];
  findConfig({ response: {}, cause: { config: other } }, (config) => {
    asked.push(config);
    return false;
  });
  expect(new Set(asked)).toEqual(new Set([other]));
});
