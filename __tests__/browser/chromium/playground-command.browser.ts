import { run, start } from '../../demo/command';

// Each test starts a process, which bundles the page.
jest.setTimeout(60_000);

describe('npm run demo:web', () => {
  it('says where the page is, serves it under a strict policy, and stops on Ctrl-C with exit code 0', async () => {
    const playground = start('web/main', []);
    const [, url] = await playground.printed(/^The playground is at (http:\/\/127\.0\.0\.1:\d+)$/m);
    const page = await fetch(url!);
    expect(await page.text()).toContain('<title>axios-backoff playground</title>');
    expect(page.headers.get('content-security-policy')).toMatch(/^default-src 'none'; script-src 'self';/);
    playground.signal('SIGINT');
    const { exitCode, stderr } = await playground.ended;
    expect([exitCode, stderr]).toEqual([0, '']);
  });

  it('stops while a call hangs and its count is listened to', async () => {
    const playground = start('web/main', []);
    const [, url] = await playground.printed(/at (\S+)$/m);
    const begun = await fetch(`${url!}/runs`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ failures: 1, mode: 'hang', status: 503 }),
    });
    const { url: address } = (await begun.json()) as { url: string };
    const counted = await fetch(`${url!}/${address}/calls`);
    const hung = fetch(`${url!}/${address}/orders`).then(
      () => 'answered',
      () => 'cut',
    );
    let count = '';
    for await (const chunk of counted.body!) {
      count += Buffer.from(chunk).toString();
      if (count.includes('data: 1\n')) break;
    }
    playground.signal('SIGTERM');
    expect((await playground.ended).exitCode).toBe(0);
    expect(await hung).toBe('cut');
  });

  it('listens where it is told to, and says so when somebody else does', async () => {
    const first = start('web/main', []);
    const [, port] = await first.printed(/:(\d+)$/m);
    const second = await run('web/main', ['--port', port!]);
    expect([second.exitCode, second.stderr]).toEqual([1, `error: port ${port!} is in use.\n`]);
    first.signal('SIGINT');
    await first.ended;
  });

  it('refuses a wrong option with exit code 2', async () => {
    const { exitCode, stdout, stderr } = await run('web/main', ['--prot', '80']);
    expect([exitCode, stdout]).toEqual([2, '']);
    expect(stderr).toContain("unknown option '--prot'");
  });
});
