import { run, start } from '../command';

describe('npm run demo:server', () => {
  it('says where it listens, fails as often as it was told, and stops on Ctrl-C with exit code 0', async () => {
    const server = start('cli/serve', ['--failures', '2', '--retry-after', '1']);
    const [, url] = await server.printed(/^Listening on (http:\/\/127\.0\.0\.1:\d+)$/m);
    const answers: unknown[] = [];
    for (let call = 0; call < 4; call++) {
      const response = await fetch(`${url!}/orders`);
      answers.push([response.status, response.headers.get('retry-after')]);
      await response.text();
    }
    expect(answers).toEqual([
      [503, '1'],
      [503, '1'],
      [200, null],
      [200, null],
    ]);
    server.signal('SIGINT');
    const { exitCode, stdout, stderr } = await server.ended;
    expect([exitCode, stderr]).toEqual([0, '']);
    expect(stdout).toBe(`Listening on ${url!}
The first 2 calls get 503 Service Unavailable with Retry-After: 1, all others 200 OK.
Ctrl-C stops it.
Call 1: GET /orders gets 503 Service Unavailable with Retry-After: 1.
Call 2: GET /orders gets 503 Service Unavailable with Retry-After: 1.
Call 3: GET /orders gets 200 OK.
Call 4: GET /orders gets 200 OK.
Stopped after 4 calls.
`);
  });

  it('stops on SIGTERM while a call hangs', async () => {
    const server = start('cli/serve', ['--mode', 'hang', '--failures', '1']);
    const [, url] = await server.printed(/^Listening on (\S+)$/m);
    const hung = fetch(url!).then(
      () => 'answered',
      () => 'cut',
    );
    await server.printed(/^Call 1: GET \/ gets no answer\.$/m);
    server.signal('SIGTERM');
    expect((await server.ended).exitCode).toBe(0);
    expect(await hung).toBe('cut');
  });

  it('refuses a wrong option with exit code 2', async () => {
    const { exitCode, stdout, stderr } = await run('cli/serve', ['--mode', 'slow']);
    expect([exitCode, stdout]).toEqual([2, '']);
    expect(stderr).toContain("'slow' is invalid. It must be one of status, reset, hang.");
  });
});
