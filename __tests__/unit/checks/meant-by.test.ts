import { fullJitter } from '../../../lib';
import { markMeant, meantBy } from '../../../lib/checks/meant-by';
import { otherCopy } from '../other-copy';

it('a function says what to write instead of it, and stays the same', () => {
  const make = (figure: number): number => figure + 1;
  const marked = markMeant('make({ … })', make);
  expect(marked).toBe(make);
  expect(marked(1)).toBe(2);
  expect(meantBy(marked)).toBe('make({ … })');
});

it('also to another copy of the package', () => {
  expect(otherCopy.fullJitter).not.toBe(fullJitter);
  expect(meantBy(otherCopy.fullJitter)).toBe(meantBy(fullJitter));
  expect(meantBy(fullJitter)).toBeDefined();
});

it.each<[unknown]>([[undefined], [null], [7], [{}], [() => undefined]])('%p says nothing', (value) => {
  expect(meantBy(value)).toBeUndefined();
});
