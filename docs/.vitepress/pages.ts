import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The documents outside `docs`, and where the site has them. */
const OUTSIDE: Readonly<Record<string, string>> = {
  'README.md': 'index.md',
  'CHANGELOG.md': 'changelog.md',
  'CONTRIBUTING.md': 'contributing.md',
  'SECURITY.md': 'reporting.md',
};

/** Where the site has a document of the repository; `undefined` for any other file. */
export function siteFile(file: string): string | undefined {
  if (file in OUTSIDE) return OUTSIDE[file];
  return file.startsWith('docs/') && file.endsWith('.md') ? file.slice('docs/'.length) : undefined;
}

/** The same as VitePress' `rewrites`. */
export const REWRITES = { ...OUTSIDE, 'docs/:path(.*)': ':path' };

/** The sidebar: names of files in `docs`, or documents outside it. */
const GROUPS = {
  Start: ['README.md', 'interceptors', 'policy', 'backoff', 'options'],
  Calls: ['bodies', 'cancellation', 'logging', 'testing'],
  'Many clients': ['overload', 'guards', 'redis'],
  'Use it with': ['recipes', 'integrations', 'typescript', 'migrating'],
  'Good to know': ['comparison', 'limits', 'security', 'performance'],
  Project: ['CHANGELOG.md', 'CONTRIBUTING.md', 'how-it-works', 'releasing', 'SECURITY.md'],
} as const;

interface Item {
  readonly text: string;
  readonly link: string;
}

export interface Group {
  readonly text: string;
  readonly items: readonly Item[];
}

const TITLES: Readonly<Record<string, string>> = { 'README.md': 'Overview', 'CHANGELOG.md': 'Changelog' };

/** Names each page by its heading. A page that no group names is listed at the end: none is left out. */
export function sidebar(root: string): Group[] {
  const item = (name: string): Item[] => {
    const file = name.endsWith('.md') ? name : `docs/${name}.md`;
    if (!existsSync(join(root, file))) return [];
    const heading = /^# (.*)$/m.exec(readFileSync(join(root, file), 'utf8'))?.[1];
    return [
      {
        text: TITLES[file] ?? heading ?? name,
        link: `/${siteFile(file)?.replace(/(index)?\.md$/, '') ?? ''}`,
      },
    ];
  };
  const grouped = new Set<string>(Object.values(GROUPS).flat());
  const others = readdirSync(join(root, 'docs'))
    .filter((file) => file.endsWith('.md'))
    .map((file) => file.replace(/\.md$/, ''))
    .filter((name) => !grouped.has(name));
  return [...Object.entries(GROUPS), ['More', others] as const]
    .map(([text, names]) => ({ text, items: names.flatMap(item) }))
    .filter(({ items }) => items.length > 0);
}
