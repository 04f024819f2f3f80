import fc from 'fast-check';
import { originOf } from '../../lib';
import { kindNames, make } from './values';
import { CANARY, complaintsAbout, RUNS } from './world';

const ODD = [
  ...['/', '\\', '?', '#', '@', ':', '%', '%2f', '%40', '%3a', '[', ']', ' ', '\t', '\n', '\0', '\x1b[31m'],
  ...['\u202e', '\u2028', '\u200b', '\ud83d', '\udd11', '\u{1f511}', 'ü', '。', '／', '＠', '：'],
];
const noise = fc
  .array(fc.oneof(fc.constantFrom(...ODD), fc.string({ unit: 'binary', maxLength: 3 })), { maxLength: 5 })
  .map((parts) => parts.join(''));
const secret = fc.tuple(noise, noise).map(([before, after]) => before + CANARY + after);
const name = secret.map((text) => text.replace(/[/?#\\]/g, ''));

/** URLs with a secret where one may be. */
const urls = fc.oneof(
  fc
    .tuple(
      fc.constantFrom('https://', 'HTTP://', '//', 'ftp://', ' https://', 'https:/'),
      name,
      secret,
      noise,
    )
    .map(([scheme, user, password, path]) => `${scheme}${user}:${password}@host/${path}`),
  fc
    .tuple(
      fc.constantFrom(
        'https://host/a',
        '/a',
        'a',
        '//host',
        '',
        'data:text/plain,a',
        'http://localhost:80/a',
      ),
      fc.constantFrom('?', '#'),
      secret,
    )
    .map(([path, mark, query]) => path + mark + query),
  fc
    .tuple(fc.constantFrom('https://', '//'), name, noise)
    .map(([scheme, user, path]) => `${scheme}${user}@host/${path.replace(/[@:]|%3a|%40/gi, '')}`),
  noise,
);

it('a URL forges no line and shows no secret', async () => {
  await fc.assert(
    fc.asyncProperty(urls, fc.option(urls), async (url, baseURL) => {
      expect(
        await complaintsAbout({ request: () => ({ url, ...(baseURL !== null && { baseURL }) }) }),
      ).toEqual([]);
    }),
    { numRuns: 2 * RUNS },
  );
});

it('a URL of a megabyte forges no line and shows no secret', async () => {
  for (const unit of ['/', '@', '\n', '\u{1f511}', 'x', ':@', `${CANARY}@`]) {
    const url = `https://user:${CANARY}${unit.repeat(2 ** 20 / unit.length)}@host/`;
    expect(await complaintsAbout({ request: () => ({ url }) })).toEqual([]);
    const path = `https://host/${unit.replaceAll(CANARY, '').repeat(2 ** 20 / unit.length)}`;
    expect(await complaintsAbout({ request: () => ({ url: path }) })).toEqual([]);
  }
});

it('a URL object is shown as its text', async () => {
  const request = (): object => ({ url: new URL(`https://user:${CANARY}@host/path?${CANARY}`) });
  expect(await complaintsAbout({ request })).toEqual([]);
});

it('originOf is a text, whatever the config and its members are', () => {
  for (const kind of kindNames) {
    const origins = [make(kind), { url: make(kind) }, { baseURL: make(kind), url: '/x' }].map((config) =>
      originOf(config as object),
    );
    expect(origins.map((origin) => typeof origin)).toEqual(['string', 'string', 'string']);
  }
});

it('originOf reads a URL object afresh', () => {
  const url = new URL('https://a.example.com/x') as unknown as string & URL;
  expect(originOf({ url })).toBe('https://a.example.com');
  url.host = 'b.example.com';
  expect(originOf({ url })).toBe('https://b.example.com');
});
