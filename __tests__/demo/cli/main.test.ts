import { run, start } from '../command';

interface Document {
  readonly ok: boolean;
  readonly reason?: string;
  readonly totals: { readonly attempts: number; readonly elapsed: number; readonly serverCalls: number };
  readonly attempts: readonly { readonly outcome: string; readonly wait: number; readonly ceiling: number }[];
}

const LINE = /^GET http:\/\/127\.0\.0\.1:\d+ failed: .*\. Retry \d+ of \d+ in .* elapsed\.$/gm;

const waitsOf = ({ attempts }: Document): number[] => attempts.map(({ wait }) => wait);

describe('npm run demo', () => {
  it('calls eleven times, waits below each ceiling, says a line before each wait, and exits with 0', async () => {
    const { exitCode, stdout, stderr } = await run('cli/main', ['--json', '--seed', '7']);
    expect(exitCode).toBe(0);
    expect(stderr.match(LINE)).toHaveLength(10);

    const document = JSON.parse(stdout) as Document;
    expect(document).toMatchObject({ ok: true, totals: { attempts: 11, serverCalls: 11 } });
    expect(document.attempts.map(({ outcome }) => outcome)).toEqual([
      ...Array<string>(10).fill('503 Service Unavailable'),
      '200 OK',
    ]);
    expect(document.attempts.map(({ ceiling }) => ceiling)).toEqual([
      0, 20, 40, 80, 160, 320, 640, 1200, 1200, 1200, 1200,
    ]);
    for (const { wait, ceiling } of document.attempts) expect(wait).toBeLessThanOrEqual(ceiling);
    const waited = waitsOf(document).reduce((sum, wait) => sum + wait, 0);
    // A timer may fire a millisecond early by the finer clock.
    expect(document.totals.elapsed).toBeGreaterThanOrEqual(waited - document.attempts.length);

    const [again, other] = await Promise.all(
      ['7', '8'].map((seed) => run('cli/main', ['--json', '--failures', '4', '--seed', seed])),
    );
    expect(waitsOf(JSON.parse(again!.stdout))).toEqual(waitsOf(document).slice(0, 5));
    expect(waitsOf(JSON.parse(other!.stdout))).not.toEqual(waitsOf(document).slice(0, 5));
  });

  it('shows the lines, a table and the totals, without colours where there is no terminal', async () => {
    // picocolors takes CI for a terminal.
    const { exitCode, stdout, stderr } = await run('cli/main', ['--failures', '2', '--mode', 'reset'], {
      CI: '1',
    });
    expect([exitCode, stderr]).toEqual([0, '']);
    expect(stdout.match(LINE)).toHaveLength(2);
    expect(stdout).toMatch(/^1 +connection lost \(ECONNRESET\) +[\d.]+ m?s$/m);
    expect(stdout).toMatch(/^3 +\d+ ms +40 ms +[█░]{10} +200 OK +[\d.]+ m?s$/m);
    expect(stdout).toMatch(/^Attempts +3\nServer counted +3 requests\nTotal time +\d/m);
    expect(stdout).toMatch(/^Succeeded after 3 attempts\.$/m);
    expect(stdout.lastIndexOf('Retry 2 of 10')).toBeLessThan(stdout.indexOf('\n#  wait before'));
    expect(stdout).not.toContain('\u001b');
  });

  it('shows the table and the reason when the call is given up, and exits with 1', async () => {
    const { exitCode, stdout } = await run('cli/main', ['--status', '500', '--retries', '1']);
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/^2 +\d+ ms +20 ms +[█░]{10} +500 Internal Server Error +[\d.]+ m?s$/m);
    expect(stdout).toMatch(/Gave up after 1 retry and [\d.]+ m?s \(retries\)\.$/m);
    expect(stdout).toMatch(/^Gave up after 2 attempts: no retries left\.$/m);
  });

  it('shows what the server asked for with Retry-After', async () => {
    const { exitCode, stdout } = await run(
      'cli/main',
      '--status 429 --retry-after 1 --failures 1'.split(' '),
    );
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(
      /429 Too Many Requests\. Retry 1 of 10 in 1(\.\d+)? s \(Retry-After: 1 s, up to 1\.1 s\)/,
    );
    expect(stdout).toMatch(/^2 +1\.\d\d s +1\.00 s +1\.10 s /m);
  });

  it('reaches its server past a proxy that the environment names', async () => {
    const args = ['--failures', '0', '--retries', '0'];
    expect(await run('cli/main', args, { http_proxy: 'http://127.0.0.1:1' })).toMatchObject({ exitCode: 0 });
  });

  it('gets over a server that hangs', async () => {
    const { exitCode, stdout } = await run('cli/main', ['--mode', 'hang', '--failures', '1', '--json']);
    expect(exitCode).toBe(0);
    const { ok, attempts } = JSON.parse(stdout) as Document;
    expect(ok).toBe(true);
    expect(attempts[0]!.outcome).toBe('timeout (ECONNABORTED)');
  });

  it('refuses a wrong option with exit code 2, and prints nothing on stdout', async () => {
    expect(await run('cli/main', ['--json', '--retries', 'many'])).toEqual({
      exitCode: 2,
      stdout: '',
      stderr:
        "error: option '--retries <n>' argument 'many' is invalid. It must be a whole number of 0 or more.\n" +
        'Run with --help to see the options.\n',
    });
  });

  it('shows help, and exits with 0', async () => {
    const { exitCode, stdout, stderr } = await run('cli/main', ['--help']);
    expect([exitCode, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^Usage: npm run demo -- \[options\]/);
  });

  it('stops the call on Ctrl-C at once, still shows the table, and exits with 130', async () => {
    const demo = start('cli/main', [
      '--mode',
      'hang',
      '--real-time',
      '--failures',
      '1000',
      '--retries',
      '1000',
    ]);
    await demo.printed(/^Client /m);
    demo.signal('SIGINT');
    const { exitCode, stdout, stderr } = await demo.ended;
    expect([exitCode, stderr]).toEqual([130, '']);
    expect(stdout).toMatch(/^Cancelled after \d+ attempts?\.$/m);
  });
});
