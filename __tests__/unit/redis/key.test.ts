import { tagOf } from '../../../lib/redis/key';

describe('the hash tag', () => {
  it('has the prefix and a hash, in braces', () => {
    expect(tagOf('app', ['pacer', 1], 'https://api.example.com')).toMatch(/^\{app:[\da-z]{8,14}\}$/);
  });

  it('differs with each rule and each key, and is always the same', () => {
    const tags = [
      tagOf('a', ['pacer', 1], 'x'),
      tagOf('b', ['pacer', 1], 'x'),
      tagOf('a', ['pacer', 2], 'x'),
      tagOf('a', ['budget', 1], 'x'),
      tagOf('a', ['pacer', 1], 'y'),
      tagOf('a', ['pacer'], '1x'),
    ];
    expect(new Set(tags).size).toBe(tags.length);
    expect(tagOf('a', ['pacer', 1], 'x')).toBe(tags[0]);
  });

  it('is no other for a hundred thousand similar keys', () => {
    const tags = Array.from({ length: 100_000 }, (_item, index) =>
      tagOf('a', [1], `https://${index}.example`),
    );
    expect(new Set(tags).size).toBe(tags.length);
  });

  it('stays as it is, since processes of several versions of the package share one fleet', () => {
    expect(tagOf('app', ['pacer', 1, 5], 'https://api.example.com')).toBe('{app:2nnf9vsrqwo3}');
    expect(tagOf('app', [], '')).toBe('{app:sfzodi1slladh}');
  });

  it('takes any text', () => {
    for (const key of ['', '}{', '\ud800', '🦊', '\0', 'x'.repeat(10_000)])
      expect(tagOf('a', [1], key)).toMatch(/^\{a:[\da-z]+\}$/);
  });
});
