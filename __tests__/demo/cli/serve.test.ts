import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { run, start } from '../command';

const execute = promisify(execFile);

describe('npm run demo:server', () => {
  it('says where it listens and how to call it, fails as often as it was told, and stops on Ctrl-C with exit code 0', async () => {
    const server = start('cli/serve', ['--failures', '2', '--retry-after', '1']);
    const [, url] = await server.printed(/^Listening on (http:\/\/127\.0\.0\.1:\d+)$/m);
    const [, command] = await server.printed(/^ {2}(curl .+)$/m);
    const [program, ...args] = command!.split(' ');
    const { stdout: answered } = await execute(program!, args);
    expect(answered).toMatch(/^HTTP\/1\.1 503 Service Unavailable\r\nretry-after: 1\r\n/i);
    const answers: unknown[] = [];
    for (let call = 0; call < 3; call++) {
      const response = await fetch(`${url!}/orders`);
      answers.push([response.status, response.headers.get('retry-after')]);
      await response.text();
    }
    expect(answers).toEqual([
      [503, '1'],
      [200, null],
      [200, null],
    ]);
    server.signal('SIGINT');
    const { exitCode, stdout, stderr } = await server.ended;
    expect([exitCode, stderr]).toEqual([0, '']);
    expect(stdout).toBe(`Listening on ${url!}
The first 2 requests get 503 Service Unavailable with Retry-After: 1, the rest 200 OK.

  curl -i ${url!}/orders

Press Ctrl-C to stop.
Request 1: GET /orders got 503 Service Unavailable with Retry-After: 1.
Request 2: GET /orders got 503 Service Unavailable with Retry-After: 1.
Request 3: GET /orders got 200 OK.
Request 4: GET /orders got 200 OK.
Stopped after 4 requests.
`);
  });

  it('stops on SIGTERM while a call hangs', async () => {
    const server = start('cli/serve', ['--mode', 'hang', '--failures', '1']);
    const [, url] = await server.printed(/^Listening on (\S+)$/m);
    const hung = fetch(url!).then(
      () => 'answered',
      () => 'cut',
    );
    await server.printed(/^ {2}curl -i --max-time 5 /m);
    await server.printed(/^Request 1: GET \/ got no answer\.$/m);
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
