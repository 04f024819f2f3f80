import { short, show } from '../../../lib/checks/show';

class Point {
  readonly x = 1;
  readonly y = 2;
}

const circular: unknown[] = [];
circular.push(circular);

it.each<[unknown, string]>([
  ['100', '"100"'],
  [100, '100'],
  [5n, '5'],
  [undefined, 'undefined'],
  [null, 'null'],
  [true, 'true'],
  [Symbol('s'), 'Symbol(s)'],
  [[408, [500, 599]], '[408, [500, 599]]'],
  [['a', 'b', 'c'], '["a", "b", "c"]'],
  [[], '[]'],
  [{}, '{}'],
  // The values may be secrets.
  [{ token: 's3cr3t', b: 2 }, '{ token, b }'],
  [new Point(), '{ x, y }'],
  [/a+/, '/a+/'],
  [Number.isInteger, 'function isInteger'],
  [
    (
      () => () =>
        undefined
    )(),
    'a function',
  ],
  [circular, 'object'],
  [Object.create(null), 'object'],
])('a value is shown as %#: %p', (value, text) => {
  expect(show(value)).toBe(text);
});

it('shows no more than eighty characters, of a text and of a list', () => {
  expect(show('x'.repeat(1000))).toBe(`"${'x'.repeat(79)}`);
  expect(show(new Array(1000).fill(7))).toBe(`[${'7, '.repeat(27)}`.slice(0, 80));
});

describe('a short text', () => {
  it('has one blank for any number of blanks and lines', () => {
    expect(short('a \n\t b\r\nc')).toBe('a b c');
  });

  it('has one blank for any number of control characters', () => {
    expect(short('a\0\x1bb\u202ec')).toBe('a b c');
  });

  it('counts what is left of the blanks, as far as it looks at all', () => {
    expect(short(`a${' '.repeat(150)}${'b'.repeat(40)}`)).toBe(`a ${'b'.repeat(40)}`);
    expect(short(`a${' '.repeat(198)}bc`)).toBe('a b');
  });

  it('ends with no half of a letter', () => {
    expect(short(`${'x'.repeat(79)}🔑`)).toBe(`${'x'.repeat(79)} `);
    expect(short(`${'x'.repeat(78)}🔑`)).toBe(`${'x'.repeat(78)}🔑`);
  });
});
