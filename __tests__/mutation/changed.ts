import { execFileSync } from 'node:child_process';

/** A file, and how many lines of it a change touches. */
export interface Changed {
  readonly file: string;
  readonly lines: number;
}

/** What a command of git says; `undefined` if it fails. */
function git(root: string, ...args: string[]): string | undefined {
  try {
    return execFileSync('git', args, {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  } catch {
    return undefined;
  }
}

// What git compares with where there is no commit before.
const NOTHING = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';

/**
 * The commit that a change begins after: the one that `MUTATION_BASE` names, or where the branch left `main`, or on
 * `main` the one before. In a clone of one commit all is new.
 */
function baseOf(root: string): string {
  const { MUTATION_BASE } = process.env;
  if (MUTATION_BASE) return MUTATION_BASE;
  const head = git(root, 'rev-parse', 'HEAD');
  const bases = ['origin/main', 'main'].map((branch) => git(root, 'merge-base', 'HEAD', branch));
  return bases.find((base) => base && base !== head) ?? git(root, 'rev-parse', 'HEAD~1') ?? NOTHING;
}

/** The files of the plugin that a change touches, those with most changed lines first. */
export function changedFiles(root: string): Changed[] {
  const tracked = git(
    root,
    'diff',
    '--numstat',
    '--no-renames',
    '--diff-filter=d',
    baseOf(root),
    '--',
    'lib',
  );
  if (tracked === undefined)
    throw new Error('git could not say what has changed: set MUTATION_BASE to a commit');
  const untracked = git(root, 'ls-files', '--others', '--exclude-standard', '--', 'lib') ?? '';
  return [
    ...tracked.split('\n').map((line) => {
      const [added, removed, file = ''] = line.split('\t');
      return { file, lines: Number(added) + Number(removed) };
    }),
    ...untracked.split('\n').map((file) => ({ file, lines: Infinity })),
  ]
    .filter(({ file }) => file.endsWith('.ts'))
    .sort((a, b) => b.lines - a.lines);
}
