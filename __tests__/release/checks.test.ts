import { CHECKS, problemsOf, type Release } from './checks';
import { verdictOn } from './verdict';

const TEXT = 'const answer = 42;\n';

/** A release with nothing wrong. */
const GOOD: Release = {
  manifest: {
    name: 'axios-backoff',
    version: '1.2.3',
    main: './dist/index.js',
    module: './dist/index.mjs',
    types: './dist/index.d.ts',
    unpkg: './dist/axios-backoff.umd.js',
    jsdelivr: './dist/axios-backoff.umd.js',
    author: 'Ada Lovelace',
    homepage: 'https://github.com/ada/axios-backoff#readme',
    bugs: { url: 'https://github.com/ada/axios-backoff/issues' },
    repository: { type: 'git', url: 'git+https://github.com/ada/axios-backoff.git' },
    publishConfig: { access: 'public', provenance: true },
    engines: { node: '>=18' },
    scripts: { build: 'rollup -c' },
  },
  changelog:
    '# Changelog\n\n## [Unreleased]\n\n## [1.2.3] - 2026-01-31\n\n- A change.\n\n## [1.2.2] - 2026-01-01\n',
  head: 'c0ffee',
  changes: [],
  tagged: undefined,
  dist: new Map([['index.js', TEXT]]),
  built: new Map([['index.js', TEXT]]),
  packed: new Map([
    ...['index.js', 'index.mjs', 'index.d.ts', 'axios-backoff.umd.js'].map(
      (file) => [`dist/${file}`, TEXT] as const,
    ),
    ['package.json', '{}'],
    ['LICENSE', 'MIT'],
    ['CHANGELOG.md', '# Changelog'],
    [
      'README.md',
      'Node 18 or later. See [more](docs/more.md#start), [the site](https://github.com) and [below](#top).\n\n# Top',
    ],
    ['docs/more.md', '# Start\n\n[Back](../README.md), ![a picture](images/a.png)'],
    ['docs/images/a.png', 'PNG'],
  ]),
  folders: ['/srv/checkout', '/app', '/'],
  failures: new Map(),
};

type Change = Partial<Release>;
const manifest = (change: object): Change => ({ manifest: { ...GOOD.manifest, ...change } });
const without = (name: string): Change => manifest({ [name]: undefined });
const packed = (file: string, text: string): Change => ({ packed: new Map([...GOOD.packed, [file, text]]) });
const unpacked = (file: string): Change => ({
  packed: new Map([...GOOD.packed].filter(([name]) => name !== file)),
});
const changelog = (text: string): Change => ({ changelog: text });

const problemsAfter = (change: Change): [string, string][] => [...problemsOf({ ...GOOD, ...change })];

it('finds nothing wrong with a release that is ready', () => {
  expect(problemsAfter({})).toEqual([]);
  expect(verdictOn(problemsOf(GOOD))).toMatchObject({
    isFailure: false,
    text: expect.stringMatching(/\n\nReady to be published\.$/),
  });
});

const WRONG: readonly (readonly [check: keyof typeof CHECKS, what: string, change: Change, says: string])[] =
  [
    ['repository', 'is missing', without('repository'), '1 relative links'],
    ['repository', 'is text', manifest({ repository: 'ada/axios-backoff' }), 'git+https://'],
    [
      'repository',
      'is missing, and a picture is HTML',
      {
        ...without('repository'),
        ...packed('README.md', 'Node 18. [More](docs/more.md) <img src="docs/images/a.png">'),
      },
      '2 relative links in the README lead nowhere on npmjs.com. With it, npm makes those absolute that are Markdown; 1 in HTML',
    ],
    [
      'repository',
      'lies where npm makes no links',
      manifest({ repository: { type: 'git', url: 'git+https://git.ada.dev/a/b.git' } }),
      'git+https://',
    ],
    ['homepage', 'is missing', without('homepage'), 'homepage'],
    ['homepage', 'is made up', manifest({ homepage: 'https://axios-backoff.example.com' }), 'homepage'],
    ['homepage', 'is no address', manifest({ homepage: 'TODO' }), 'homepage'],
    ['bugs', 'is missing', without('bugs'), 'bugs'],
    ['bugs', 'is made up', manifest({ bugs: { url: 'https://example.com/issues' } }), 'bugs'],
    ['author', 'is missing', without('author'), 'author'],
    ['author', 'is empty', manifest({ author: { name: ' ' } }), 'author'],
    ['author', 'is a placeholder', manifest({ author: 'Your Name' }), 'author'],
    ['changelog', 'has no section', changelog('## [Unreleased]\n\n- A change.\n'), '## [1.2.3]'],
    [
      'changelog',
      'is of another version',
      changelog('## [Unreleased]\n\n## [1.2.2] - 2026-01-01\n'),
      '## [1.2.3]',
    ],
    ['changelog', 'has no date', changelog('## [Unreleased]\n\n## [1.2.3]\n'), 'date'],
    [
      'changelog',
      'has more',
      changelog('## [Unreleased]\n\n- More.\n\n## [1.2.3] - 2026-01-31\n'),
      'under Unreleased',
    ],
    [
      'first-release',
      'is denied',
      packed('CHANGELOG.md', 'Nothing has been published yet.'),
      'CHANGELOG.md still',
    ],
    ['tree', 'is changed', { changes: [' M lib/index.ts', '?? notes'] }, ' M lib/index.ts\n?? notes'],
    ['tree', 'is no repository', { head: undefined }, 'no git repository'],
    ['tag', 'is elsewhere', { tagged: 'decaf' }, 'v1.2.3'],
    ['dist', 'is old', { dist: new Map([['index.js', '']]) }, 'index.js'],
    ['dist', 'is not built', { dist: new Map() }, 'npm run build'],
    ['dist', 'has more', { dist: new Map([...GOOD.dist, ['old.js', '']]) }, 'old.js'],
    ['dist', 'is empty', { dist: new Map(), built: new Map() }, 'no files'],
    ['files', 'holds a source', packed('lib/index.ts', ''), 'lib/index.ts'],
    ['files', 'holds a map', packed('dist/index.js.map', ''), 'dist/index.js.map'],
    ['files', 'lacks the licence', unpacked('LICENSE'), 'lacks LICENSE'],
    ['files', 'lacks an entry', unpacked('dist/index.mjs'), 'lacks dist/index.mjs'],
    ['links', 'lead to what is not packed', unpacked('docs/images/a.png'), 'images/a.png'],
    ['links', 'lead out of the package', packed('docs/b.md', '[Code](../lib/index.ts)'), '../lib/index.ts'],
    ...(
      [
        [
          'by reference',
          '[Code][1]\n\n[1]: ../lib/index.ts',
          'lib/index.ts in docs/b.md leads to what is not',
        ],
        ['in HTML', '<a href="../lib/index.ts">Code</a>', '../lib/index.ts in docs/b.md'],
        [
          'as a picture for the dark',
          '<source srcset="b.svg 1x, c.svg 2x">',
          'c.svg in docs/b.md leads to what',
        ],
        ['to the root of the page', '[More](/docs/more.md)', 'begins with a slash'],
        ['to no heading', '[More](more.md#end)', 'more.md#end in docs/b.md leads to no heading'],
        ['to no heading of its own', '[More](#end)', '#end in docs/b.md leads to no heading'],
        ['over http', '[Site](http://github.com)', 'leads to no public https address'],
        ['to this machine', '[Demo](https://localhost:8080/)', 'leads to no public https address'],
        ['to an example', '[Docs](https://docs.example.com/)', 'leads to no public https address'],
        [
          'to a file of this machine',
          '<a href="file:///srv/docs">Docs</a>',
          'leads to no public https address',
        ],
      ] as const
    ).map(([what, text, says]) => ['links', `lead ${what}`, packed('docs/b.md', text), says] as const),
    [
      'links',
      'are HTML in the README',
      packed('README.md', 'Node 18. <img src="docs/images/a.png">'),
      'docs/images/a.png in README.md is HTML and must be absolute',
    ],
    ['engines', 'is missing', without('engines'), 'engines'],
    ['engines', 'is not what the README says', manifest({ engines: { node: '>=20' } }), 'Node 20'],
    ['provenance', 'is off', manifest({ publishConfig: { access: 'public' } }), 'provenance'],
    ['provenance', 'is missing', without('publishConfig'), 'provenance'],
    ['lightness', 'has a dependency', manifest({ dependencies: {} }), 'dependencies'],
    ['lightness', 'runs a script', manifest({ scripts: { postinstall: 'node .' } }), 'postinstall'],
    ['lightness', 'is private', manifest({ private: true }), 'private'],
    ['tools', 'fail', { failures: new Map([['size', 'too big\n']]) }, '"npm run size" fails:\ntoo big'],
    ...[
      'in /home/ada/axios-backoff/lib',
      'file:///Users/ada/x.ts',
      '"/root/x"',
      '/tmp/axios-backoff-1',
      '/work/tree',
      'C:\\Users\\ada',
      '/srv/checkout/lib/index.ts',
      `npm_${'a'.repeat(36)}`,
      '-----BEGIN RSA PRIVATE KEY-----',
    ].map((text) => ['secrets', text, packed('dist/index.js', text), 'dist/index.js'] as const),
  ];

it.each(WRONG)('%s: %s', (check, _what, change, says) => {
  const problems = problemsAfter(change);
  expect(problems.map(([name]) => name)).toEqual([check]);
  expect(problems[0]?.[1]).toContain(says);
});

it('has an example of each kind of problem', () => {
  expect([...new Set(WRONG.map(([check]) => check))].sort()).toEqual(Object.keys(CHECKS).sort());
});

it.each([
  'a / b',
  'https://api.example.com/work/7',
  'GET /orders/home',
  './tmp/x',
  'docs/work/x',
  'GET /app/orders',
])('takes %j for no path of a machine', (text) => {
  expect(problemsAfter(packed('dist/index.js', text))).toEqual([]);
});

it.each([
  '[Mail](mailto:ada@lovelace.org)',
  '[More](more.md#start)',
  '<picture><source srcset="images/a.png"><img src="images/a.png"></picture>',
  '`[Code](../lib/index.ts)`',
  '```ts\nfailures[0](1); tests[1](http);\n```',
  '# A title\n\n[Up](#a-title)',
])('takes %j for a text with no dead link', (text) => {
  expect(problemsAfter(packed('docs/b.md', text))).toEqual([]);
});

it('lets a version be published from its own tag', () => {
  expect(problemsAfter({ tagged: GOOD.head })).toEqual([]);
});

describe('the verdict', () => {
  const problems = problemsOf({ ...GOOD, ...without('author'), changes: [' M x'] });

  it('names what is not ready, and fails', () => {
    const { text, isFailure } = verdictOn(problems);
    expect(isFailure).toBe(true);
    expect(text).toContain('not ready  author: package.json needs an "author"');
    expect(text).toContain('ready      bugs\n');
    expect(text).toMatch(/\n\nNot ready: author, tree\.$/);
  });

  it.each([
    [['author'], false, 'Not ready, as is known: author.'],
    [['author', 'bugs'], true, 'Ready by now, so it need not be named as known: bugs.'],
    [[], true, 'Not ready, and not known to be so: author.'],
    [['no-such-check'], true, 'no-such-check'],
  ])('in CI, which knows of %j, leaves the checkout aside', (known, isFailure, says) => {
    const verdict = verdictOn(problems, known);
    expect(verdict.isFailure).toBe(isFailure);
    expect(verdict.text).toContain(says);
  });
});
