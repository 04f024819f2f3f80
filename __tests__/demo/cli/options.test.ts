import { parseDemoOptions, parseServerOptions } from '../../../demo/cli/options';

describe('the options of the demo', () => {
  it('have defaults: ten failures with 503, ten retries, scaled waits and a seed by chance', () => {
    expect(parseDemoOptions([], () => 0.5)).toEqual({
      options: {
        failures: 10,
        mode: 'status',
        status: 503,
        retries: 10,
        seed: 2 ** 31,
        realTime: false,
        json: false,
      },
    });
  });

  it('are read as numbers, names and flags', () => {
    const args =
      '--failures 3 --mode hang --status 429 --retry-after 2 --retries 0 --seed 4294967295 --real-time --json';
    expect(parseDemoOptions(args.split(' '))).toEqual({
      options: {
        failures: 3,
        mode: 'hang',
        status: 429,
        retryAfter: 2,
        retries: 0,
        seed: 2 ** 32 - 1,
        realTime: true,
        json: true,
      },
    });
  });

  it.each([0, 0.999999999999])('draw a seed that --seed takes, when the chance is %d', (chance) => {
    const drawn = parseDemoOptions([], () => chance);
    const seed = 'options' in drawn ? drawn.options.seed : NaN;
    expect(parseDemoOptions(['--seed', String(seed)])).toMatchObject({ options: { seed } });
  });

  it.each([
    ['--failures', '-1', 'a whole number of 0 or more'],
    ['--failures', 'ten', 'a whole number of 0 or more'],
    ['--failures', '', 'a whole number of 0 or more'],
    ['--failures', '1e3', 'a whole number of 0 or more'],
    ['--retries', '2.5', 'a whole number of 0 or more'],
    ['--retries', '9007199254740993', 'a whole number of 0 or more'],
    ['--retry-after', 'soon', 'a whole number of 0 or more'],
    ['--seed', '4294967296', 'a whole number from 0 to 4294967295'],
    ['--status', '404', 'one of 503, 429, 500'],
    ['--mode', 'slow', 'one of status, reset, hang'],
  ])('refuse %s %p with exit code 2, naming option, rule and value', (option, value, rule) => {
    const parsed = parseDemoOptions([option, value]);
    expect(parsed).toEqual({ exitCode: 2, stdout: '', stderr: expect.any(String) });
    const { stderr } = parsed as { stderr: string };
    expect(stderr).toContain(`option '${option} <`);
    expect(stderr).toContain(`'${value}'`);
    expect(stderr).toContain(`It must be ${rule}.`);
  });

  it.each([
    [['--failure', '3'], /unknown option '--failure'\n\(Did you mean --failures\?\)/],
    [['--seed'], /option '--seed <n>' argument missing/],
    [['3'], /unexpected argument '3': this command takes only options/],
  ])('refuse %p with exit code 2', (args, message) => {
    expect(parseDemoOptions(args)).toEqual({
      exitCode: 2,
      stdout: '',
      stderr: expect.stringMatching(message),
    });
  });

  it('are all listed by --help, in at most 90 columns', () => {
    const parsed = parseDemoOptions(['--help']);
    expect(parsed).toMatchObject({ exitCode: 0, stderr: '' });
    const { stdout } = parsed as { stdout: string };
    for (const option of [
      'failures',
      'status',
      'mode',
      'retry-after',
      'retries',
      'seed',
      'real-time',
      'json',
    ]) {
      expect(stdout).toContain(`\n  --${option}`);
    }
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(90);
  });
});

describe('the options of the server alone', () => {
  it('are those that say how it fails', () => {
    expect(parseServerOptions(['--failures', '2', '--mode', 'reset'])).toEqual({
      options: { failures: 2, mode: 'reset', status: 503 },
    });
  });

  it.each(['--retries', '--seed', '--json', '--real-time'])('have no %s, which is the client’s', (option) => {
    expect(parseServerOptions([option])).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining(`unknown option '${option}'`),
    });
  });
});
