import { meantValue } from '../../../lib/checks/meant-value';

const isNumber = (value: unknown): boolean => typeof value === 'number' && Number.isFinite(value);
const isBoolean = (value: unknown): boolean => typeof value === 'boolean';
const isUndefined = (value: unknown): boolean => value === undefined;
const isList = Array.isArray;
const isPart = (value: unknown): boolean => isNumber(value) && Number(value) > 0 && Number(value) < 1;
const isListOfNumbers = (value: unknown): boolean => isList(value) && value.every(isNumber);
const isRange = (value: unknown): boolean =>
  isListOfNumbers(value) && Number((value as number[])[0]) < Number((value as number[])[1]);

describe('a text', () => {
  it.each([
    ['100', '100'],
    ['1.5', '1.5'],
    ['10ms', '10'],
    ['1.5s', '1500'],
    ['2 m', '120000'],
    ['10  H', '36000000'],
    ['12.25S', '12250'],
  ])('%p stands for %s', (text, meant) => {
    expect(meantValue(text, isNumber)).toBe(meant);
  });

  it.each(['', 'x10', '10x', '10 sx', '1.', '.5', '-1', '1,5', '1.5.5', 'ms', 'true'])(
    '%p stands for no number',
    (text) => {
      expect(meantValue(text, isNumber)).toBeUndefined();
    },
  );

  it.each([
    ['5xx', '[500, 599]'],
    ['1XX', '[100, 199]'],
  ])('%p stands for the statuses %s', (text, meant) => {
    expect(meantValue(text, isRange)).toBe(meant);
  });

  it.each(['6xx', '0xx', '5xxx', '15xx', '5x'])('%p stands for no statuses', (text) => {
    expect(meantValue(text, isRange)).toBeUndefined();
  });

  it('of a truth stands for it, and any other for none', () => {
    expect(['true', 'false', 'TRUE', 'yes'].map((text) => meantValue(text, isBoolean))).toEqual([
      'true',
      'false',
      undefined,
      undefined,
    ]);
  });

  it('is read as far as its hundredth character', () => {
    expect(meantValue(`${'0'.repeat(99)}50`, isNumber)).toBe('5');
  });
});

describe('what belongs into a list', () => {
  it('is put into one', () => {
    expect(meantValue('GET', isList)).toBe('["GET"]');
    expect(meantValue(429, isListOfNumbers)).toBe('[429]');
  });

  it('is put there as what it stands for', () => {
    expect(meantValue('429', isListOfNumbers)).toBe('[429]');
    expect(meantValue('5xx', (value) => isList(value) && isList((value as unknown[])[0]))).toBe(
      '[[500, 599]]',
    );
  });

  it('is corrected item by item', () => {
    expect(meantValue(['408', 429], isListOfNumbers)).toBe('[408, 429]');
    expect(meantValue(['5xx', 'x', 7, null], isList)).toBe('[[500, 599], "x", 7, false]');
    // Numbers are right in any list.
    expect(meantValue([1, 0, '2'], isList)).toBe('[1, 0, 2]');
  });

  it('is turned round where a range ends before it begins, also in a list', () => {
    expect(meantValue([599, 500], isRange)).toBe('[500, 599]');
    expect(meantValue([[599, 500]], isList)).toBe('[[500, 599]]');
    expect(meantValue(['408', '500'], isList)).toBe('[408, 500]');
    expect(meantValue([3, 2, 1], isList)).toBe('[3, 2, 1]');
  });
});

describe('a value of another kind', () => {
  it.each<[unknown, (value: unknown) => boolean, string]>([
    [20, isPart, '0.2'],
    [0, isBoolean, 'false'],
    [1, isBoolean, 'true'],
    [false, isNumber, '0'],
    [null, isBoolean, 'false'],
  ])('%p stands for its like', (value, isValid, meant) => {
    expect(meantValue(value, isValid)).toBe(meant);
  });

  it.each<[unknown]>([[20], [true], [undefined], [{}], ['x']])(
    '%p does not, if that is wrong too',
    (value) => {
      expect(meantValue(value, () => false)).toBeUndefined();
    },
  );

  it('does not stand for none at all', () => {
    expect(meantValue({}, isUndefined)).toBeUndefined();
  });
});

it('null is no value of any option: it can be left out', () => {
  expect(meantValue(null, () => false)).toBe('undefined');
});

it('says nothing where looking at the value fails', () => {
  const fails = (): never => {
    throw new Error('no');
  };
  expect(meantValue('5', fails)).toBeUndefined();
  expect(meantValue(new Proxy([1], { get: fails }), isList)).toBeUndefined();
});
