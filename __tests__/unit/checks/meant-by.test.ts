import { markMeant, meantBy } from '../../../lib/checks/meant-by';

it('a function says what to write instead of it, and stays the same', () => {
  const make = (figure: number): number => figure + 1;
  const marked = markMeant('make({ … })', make);
  expect(marked).toBe(make);
  expect(marked(1)).toBe(2);
  expect(meantBy(marked)).toBe('make({ … })');
});

it('also to another copy of the package', () => {
  let other: typeof import('../../../lib/checks/meant-by') | undefined;
  jest.isolateModules(() => {
    other = jest.requireActual<typeof import('../../../lib/checks/meant-by')>('../../../lib/checks/meant-by');
  });
  expect(other?.markMeant).not.toBe(markMeant);
  expect(meantBy(other?.markMeant('f()', () => undefined))).toBe('f()');
});

it.each<[unknown]>([[undefined], [null], [7], [{}], [() => undefined]])('%p says nothing', (value) => {
  expect(meantBy(value)).toBeUndefined();
});
