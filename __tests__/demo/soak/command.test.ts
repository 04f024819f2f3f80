import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { copySources, endPrograms, run, temporaryFolder, withoutColors } from '../../package/scratch';

let folder: string;
let repository: string;
beforeAll(async () => {
  folder = await temporaryFolder();
  // A build of the repository itself could disturb another test.
  repository = join(folder, 'repository');
  await copySources(repository);
  await run(repository, 'npm', 'run', '--silent', 'build');
});
afterAll(() => {
  endPrograms();
  return rm(folder, { recursive: true, force: true });
});

// What each leak is found by.
const LEAKS = {
  heap: 'heap growth',
  sockets: 'sockets',
  timers: 'timers',
  listeners: 'listeners on the signal',
};

it('npm run soak finds leaks of heap, sockets, timers and listeners', async () => {
  // Not `run`, to which an exit code of 1 is an error.
  const args = ['--import', 'tsx', 'demo/soak/main.ts', '--seconds', '1', '--leak', ...Object.keys(LEAKS)];
  const child = spawn(process.execPath, args, {
    cwd: repository,
    env: withoutColors(),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let stdout = '';
  child.stdout.on('data', (chunk) => (stdout += String(chunk)));
  const [exitCode] = (await once(child, 'close')) as [number | null];
  for (const row of Object.values(LEAKS)) expect(stdout).toMatch(new RegExp(`^${row} .*MISSED$`, 'm'));
  expect(stdout).toMatch(/\nFailed: .*\n$/);
  expect(exitCode).toBe(1);
});
