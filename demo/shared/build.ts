import { spawnSync } from 'node:child_process';

// What package.json runs before each command that uses the built package. To stderr, since stdout may be JSON.
process.stderr.write('Building…\n');
const { status } = spawnSync('npm run --silent build', {
  shell: true,
  stdio: ['ignore', process.stderr, process.stderr],
});
process.exitCode = status ?? 1;
