import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { scripts } from '../../../package.json';
import { copySources, temporaryFolder, withoutColors } from '../../package/scratch';

const execute = promisify(execFile);

const BUILD = 'tsx demo/shared/build.ts && ';

it('every command that uses the built package says that it builds it', () => {
  const folders = ['web', 'bench', 'compare', 'fleet', 'scale', 'simulate', 'soak'];
  const commands = Object.values(scripts).filter((script) =>
    folders.some((folder) => script.includes(`tsx demo/${folder}/`)),
  );
  expect(commands.length).toBeGreaterThanOrEqual(folders.length);
  for (const command of commands) expect(command.startsWith(BUILD)).toBe(true);
});

describe('npm run demo:web', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await temporaryFolder();
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('says that it builds the package, builds it, and leaves stdout to the command', async () => {
    // A build of the repository itself could disturb another test.
    const repository = join(folder, 'repository');
    await copySources(repository);
    const { stdout, stderr } = await execute('npm', ['run', '--silent', 'demo:web', '--', '--help'], {
      cwd: repository,
      env: withoutColors(),
    });
    expect(stderr).toBe('Building…\n');
    expect(stdout).toMatch(/^Usage: npm run demo:web -- /);
    expect(existsSync(join(repository, 'dist/index.mjs'))).toBe(true);
  });
});
