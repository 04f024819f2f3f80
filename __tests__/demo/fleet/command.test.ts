import { run } from '../command';

it('npm run demo:fleet ends with 2 and one message when the Redis that it is given does not answer', async () => {
  // Port 1 is nobody's.
  const ended = await run('fleet/main', [], { REDIS_URL: 'redis://127.0.0.1:1' });
  expect(ended).toMatchObject({ exitCode: 2, stdout: '' });
  expect(ended.stderr).toMatch(/^The Redis at REDIS_URL can't be used: .*\n$/);
});
