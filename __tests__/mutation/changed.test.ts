import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { changedFiles } from './changed';

let scratch: string;
let root: string;

const git = (...args: string[]): string =>
  execFileSync('git', ['-c', 'user.name=test', '-c', 'user.email=test@example.com', ...args], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  }).trim();

function commit(): string {
  git('add', '-A');
  git('commit', '-qm', 'A change');
  return git('rev-parse', 'HEAD');
}

const names = (): string[] => changedFiles(root).map(({ file }) => file);

beforeEach(() => {
  delete process.env.MUTATION_BASE;
  scratch = mkdtempSync(join(tmpdir(), 'axios-backoff-changed-'));
  root = join(scratch, 'origin');
  mkdirSync(join(root, 'lib/call'), { recursive: true });
  git('init', '-q', '-b', 'main');
  for (const name of ['lib/a.ts', 'lib/b.ts', 'lib/call/c.ts', 'test.ts']) {
    writeFileSync(join(root, name), 'one\ntwo\n');
  }
  commit();
});

afterEach(() => {
  delete process.env.MUTATION_BASE;
  rmSync(scratch, { recursive: true, force: true });
});

it('on main: what the last commit touches in lib, and nothing else', () => {
  appendFileSync(join(root, 'lib/a.ts'), 'three\n');
  appendFileSync(join(root, 'test.ts'), 'three\n');
  commit();
  expect(names()).toEqual(['lib/a.ts']);
});

it('on a branch: all that it touches, most changed lines first, and what is not committed yet', () => {
  git('checkout', '-qb', 'branch');
  appendFileSync(join(root, 'lib/a.ts'), 'three\n');
  commit();
  appendFileSync(join(root, 'lib/call/c.ts'), 'three\nfour\n');
  commit();
  appendFileSync(join(root, 'lib/b.ts'), 'three\nfour\nfive\n');
  writeFileSync(join(root, 'lib/new.ts'), 'one\n');
  expect(names()).toEqual(['lib/new.ts', 'lib/b.ts', 'lib/call/c.ts', 'lib/a.ts']);
});

it('nothing where nothing in lib has changed, or a file was only removed', () => {
  git('checkout', '-qb', 'branch');
  rmSync(join(root, 'lib/a.ts'));
  appendFileSync(join(root, 'test.ts'), 'three\n');
  commit();
  expect(names()).toEqual([]);
});

it('since the commit that MUTATION_BASE names', () => {
  const base = git('rev-parse', 'HEAD');
  for (const name of ['lib/a.ts', 'lib/b.ts']) {
    appendFileSync(join(root, name), 'three\n');
    commit();
  }
  process.env.MUTATION_BASE = base;
  expect(names().sort()).toEqual(['lib/a.ts', 'lib/b.ts']);
});

it('in a clone of the last commit alone, all files', () => {
  appendFileSync(join(root, 'lib/a.ts'), 'three\n');
  commit();
  const shallow = join(scratch, 'shallow');
  git('clone', '-q', '--depth', '1', pathToFileURL(root).href, shallow);
  root = shallow;
  expect(names().sort()).toEqual(['lib/a.ts', 'lib/b.ts', 'lib/call/c.ts']);
});

it('says what to do where git does not know the base', () => {
  process.env.MUTATION_BASE = 'nowhere';
  expect(names).toThrow('MUTATION_BASE');
});
