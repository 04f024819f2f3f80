import { parseDocument } from '../readme/markdown';

/** What is looked at before a release. */
export interface Release {
  readonly manifest: Readonly<Record<string, unknown>> & { readonly name: string; readonly version: string };
  readonly changelog: string;
  /** The commit that is checked out; none outside a repository. */
  readonly head: string | undefined;
  /** What git says is changed or unknown to it, a line a file. */
  readonly changes: readonly string[];
  /** The commit that the tag of this version stands on, if there is one. */
  readonly tagged: string | undefined;
  /** The text of each file in `dist`. */
  readonly dist: ReadonlyMap<string, string>;
  /** The same after a build from these sources. */
  readonly built: ReadonlyMap<string, string>;
  /** The text of each file in the tarball that such a build gives. */
  readonly packed: ReadonlyMap<string, string>;
  /** Folders of this machine that nobody else needs to know. */
  readonly folders: readonly string[];
  /** What each tool printed that failed. */
  readonly failures: ReadonlyMap<Tool, string>;
}

export const TOOLS = ['check:package', 'size'] as const;
export type Tool = (typeof TOOLS)[number];

/** Says what is wrong, or nothing. */
type Check = (release: Release) => string | undefined;

const isRelative = (link: string): boolean => !/^([a-z][a-z\d+.-]*:|\/\/|#)/i.test(link);

const textAt = (value: unknown, name: string): string => {
  const found: unknown = typeof value === 'object' && value ? Reflect.get(value, name) : value;
  return typeof found === 'string' ? found : '';
};

const isAddress = (text: string): boolean => {
  const host = /^https:\/\/([^/\s]+\.[a-z]+)(\/\S*)?$/.exec(text)?.[1];
  return host !== undefined && !/(^|\.)example\.(com|org|net)$|\.example$/.test(host);
};

// npm turns relative links of a README into links to these hosts, and to no others.
const HOST = /^git\+https:\/\/(github\.com|gitlab\.com|bitbucket\.org)\/[\w.-]+\/[\w.-]+\.git$/;

const isHosted = (manifest: Release['manifest']): boolean => HOST.test(textAt(manifest.repository, 'url'));

const repository: Check = ({ manifest, packed }) => {
  if (isHosted(manifest)) return undefined;
  const count = parseDocument(packed.get('README.md') ?? '').links.filter(isRelative).length;
  const inHtml = leftRelative(packed).length;
  return `package.json needs a "repository" of the form { "type": "git", "url": "git+https://github.com/OWNER/NAME.git" }. Provenance is checked against it, and without it ${count} relative links in the README lead nowhere on npmjs.com. With it, npm makes those absolute that are Markdown; ${inHtml} in HTML, such as a srcset, need absolute addresses then.`;
};

const homepage: Check = ({ manifest }) =>
  isAddress(textAt(manifest.homepage, ''))
    ? undefined
    : 'package.json needs a "homepage": an https address where the documentation can be read.';

const bugs: Check = ({ manifest }) =>
  isAddress(textAt(manifest.bugs, 'url'))
    ? undefined
    : 'package.json needs "bugs": the https address where issues are reported.';

const author: Check = ({ manifest }) =>
  /^(?!.*\b(todo|your name|anonymous)\b).*\p{L}/iu.test(textAt(manifest.author, 'name'))
    ? undefined
    : 'package.json needs an "author": whom the licence names, and who answers for the package.';

const changelog: Check = ({ manifest: { version }, changelog: text }) => {
  const [, unreleased = '', heading = '', date = ''] =
    /^## \[Unreleased\]\n([^]*?)^## \[([^\]]+)\](.*)$/m.exec(text) ?? [];
  if (heading !== version)
    return `CHANGELOG.md needs a section "## [${version}] - YYYY-MM-DD" below Unreleased.`;
  if (!/^ - \d{4}-\d\d-\d\d$/.test(date)) return `CHANGELOG.md needs the date of ${version} in its heading.`;
  if (unreleased.trim()) return `CHANGELOG.md has changes under Unreleased that ${version} brings.`;
  return undefined;
};

const firstRelease: Check = ({ packed }) => {
  const stale = [...packed].filter(([, text]) => text.includes('Nothing has been published yet'));
  return stale.length ? `${listed(stale)} still says that nothing has been published yet.` : undefined;
};

const tree: Check = ({ head, changes }) => {
  if (!head) return 'This is no git repository, so nobody can tell which sources the package is made of.';
  return changes.length ? `Not committed:\n${changes.join('\n')}` : undefined;
};

const tag: Check = ({ manifest: { version }, tagged, head }) =>
  tagged === undefined || tagged === head
    ? undefined
    : `The tag v${version} stands on another commit. Was this version released before?`;

const dist: Check = (release) => {
  const files = new Set([...release.built.keys(), ...release.dist.keys()]);
  const differing = [...files].filter((file) => release.built.get(file) !== release.dist.get(file));
  if (!release.built.size) return 'The build makes no files.';
  return differing.length
    ? `Run "npm run build": these sources build another ${differing.sort().join(', ')}.`
    : undefined;
};

const EXPECTED =
  /^(package\.json|(axios-retry|redis)\/(package\.json|index\.m?js)|README\.md|LICENSE|CHANGELOG\.md|SECURITY\.md|dist\/[\w.-]+\.(m?js|d\.m?ts)|docs\/[\w-]+\.(md|svg)|docs\/images\/[\w-]+\.(png|svg))$/;

const files: Check = ({ manifest, packed }) => {
  const odd = [...packed.keys()].filter((file) => !EXPECTED.test(file));
  if (odd.length) return `The package holds what nobody needs: ${odd.join(', ')}.`;
  const named = [manifest.main, manifest.module, manifest.types, manifest.unpkg, manifest.jsdelivr];
  const missing = ['README.md', 'LICENSE', 'CHANGELOG.md', ...named]
    .map((file) => String(file).replace(/^\.\//, ''))
    .filter((file) => !packed.has(file));
  return missing.length ? `The package lacks ${[...new Set(missing)].join(', ')}.` : undefined;
};

/** Whether a reader elsewhere can follow a link that names its host. */
const isAlive = (link: string): boolean => {
  const { protocol, hostname } = new URL(link, 'https://page.invalid');
  const isLocal = /^(localhost|127\.|\[?::1|0\.0\.0\.0)|\.(local|test|invalid|localhost)$/.test(hostname);
  return protocol === 'mailto:' || (protocol === 'https:' && !isLocal && isAddress(`https://${hostname}`));
};

/** What is wrong with a link of a packed document, if anything. */
function faultOf(link: string, file: string, packed: Release['packed']): string | undefined {
  if (!isRelative(link) && !link.startsWith('#'))
    return isAlive(link) ? undefined : 'leads to no public https address';
  // On npmjs.com it would begin at the root of that site.
  if (link.startsWith('/')) return 'begins with a slash';
  const { pathname, hash } = new URL(link, `https://package.invalid/${file}`);
  const target = packed.get(pathname.slice(1));
  if (target === undefined) return 'leads to what is not packed';
  if (hash && !parseDocument(target).anchors.includes(decodeURIComponent(hash.slice(1))))
    return 'leads to no heading';
  return undefined;
}

/** The relative links that npmjs.com, which shows the README, does not make absolute: those in HTML. */
const leftRelative = (packed: Release['packed']): string[] =>
  parseDocument(packed.get('README.md') ?? '').htmlLinks.filter(isRelative);

/** The links of packed documents that nobody can follow, each with the reason. */
export const deadLinks = (packed: Release['packed']): string[] =>
  [...packed]
    .filter(([file]) => file.endsWith('.md'))
    .flatMap(([file, text]) =>
      parseDocument(text).links.flatMap((link) => {
        const fault = faultOf(link, file, packed);
        return fault ? `${link} in ${file} ${fault}` : [];
      }),
    );

const links: Check = ({ manifest, packed }) => {
  const broken = [
    ...deadLinks(packed),
    // Until the repository is known, nobody can say where they should lead.
    ...(isHosted(manifest) ? leftRelative(packed) : []).map(
      (link) => `${link} in README.md is HTML and must be absolute`,
    ),
  ];
  return broken.length ? `The packed documents have dead links: ${broken.join('; ')}.` : undefined;
};

const engines: Check = ({ manifest, packed }) => {
  const least = /^>=(\d+)$/.exec(textAt(manifest.engines, 'node'))?.[1];
  if (!least) return 'package.json needs "engines": { "node": ">=N" }.';
  return packed.get('README.md')?.includes(`Node ${least}`)
    ? undefined
    : `The README does not say that Node ${least} is the oldest that will do.`;
};

const PRIVATE =
  /(?<![\w.])(\/(home|root|Users|builds|work|tmp|private|var\/folders)\/|[A-Z]:\\+Users\\+)[\w.-]+/;
const SECRET = /\b(npm_|ghp_|github_pat_|glpat-)\w{20,}|-----BEGIN [A-Z ]*PRIVATE KEY-----/;

/** A document may contain `/app` for other reasons. */
const isTelling = (folder: string): boolean => folder.split('/').length > 2;

const secrets: Check = ({ packed, folders }) => {
  const telling = [...packed].filter(
    ([, text]) =>
      PRIVATE.test(text) ||
      SECRET.test(text) ||
      folders.some((folder) => isTelling(folder) && text.includes(`${folder}/`)),
  );
  return telling.length ? `A path of this machine, or a secret, is in ${listed(telling)}.` : undefined;
};

const provenance: Check = ({ manifest }) =>
  textAt(manifest.publishConfig, 'access') === 'public' &&
  JSON.stringify(manifest.publishConfig).includes('"provenance":true')
    ? undefined
    : 'package.json needs "publishConfig": { "access": "public", "provenance": true }.';

const LIFECYCLE = /^(pre|post)?(install|prepare|pack)$/;

const lightness: Check = ({ manifest }) => {
  const fields = [
    'dependencies',
    'optionalDependencies',
    'bundleDependencies',
    'bundledDependencies',
    'bin',
    'private',
  ];
  const found = fields.filter((field) => field in manifest);
  const scripts = Object.keys(Object(manifest.scripts) as object).filter((name) => LIFECYCLE.test(name));
  return found.length || scripts.length
    ? `package.json must not have ${[...found, ...scripts].join(', ')}.`
    : undefined;
};

const tools: Check = ({ failures }) =>
  failures.size
    ? [...failures].map(([tool, printed]) => `"npm run ${tool}" fails:\n${printed.trim()}`).join('\n')
    : undefined;

const listed = (files: readonly (readonly [string, string])[]): string =>
  files.map(([file]) => file).join(', ');

/** Each check by its name, in the order in which they are printed. */
export const CHECKS = {
  repository,
  homepage,
  bugs,
  author,
  changelog,
  'first-release': firstRelease,
  tree,
  tag,
  dist,
  files,
  links,
  engines,
  secrets,
  provenance,
  lightness,
  tools,
} satisfies Readonly<Record<string, Check>>;

export type CheckName = keyof typeof CHECKS;

/** What is wrong with a release, by the name of the check. */
export function problemsOf(release: Release): ReadonlyMap<CheckName, string> {
  const problems = new Map<CheckName, string>();
  for (const [name, check] of Object.entries(CHECKS) as [CheckName, Check][]) {
    const problem = check(release);
    if (problem !== undefined) problems.set(name, problem);
  }
  return problems;
}
