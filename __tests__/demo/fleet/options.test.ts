import { parseFleetOptions } from '../../../demo/fleet/options';

describe('the options of demo:fleet', () => {
  it('are ten processes in each fleet, and tables', () => {
    expect(parseFleetOptions([])).toEqual({ options: { processes: 10, json: false } });
    expect(parseFleetOptions(['--processes', '2', '--json'])).toEqual({
      options: { processes: 2, json: true },
    });
  });

  it.each([
    [['--processes', '1'], /It must be a whole number from 2 to 50\./],
    [['--processes', '51'], /It must be a whole number from 2 to 50\./],
    [['--processes', '3.5'], /It must be a whole number/],
    [['--redis', 'x'], /unknown option '--redis'/],
    [['fast'], /unexpected argument 'fast'/],
  ])('refuse %p with exit code 2', (args, message) => {
    expect(parseFleetOptions(args)).toMatchObject({
      exitCode: 2,
      stdout: '',
      stderr: expect.stringMatching(message),
    });
  });

  it('say in the help where Redis is looked for, and what the exit codes mean', () => {
    const parsed = parseFleetOptions(['--help']);
    expect(parsed).toMatchObject({ exitCode: 0, stderr: '' });
    const { stdout } = parsed as { stdout: string };
    for (const text of [
      'REDIS_URL',
      '127.0.0.1:6379',
      'redis-server',
      'Exit code: 0',
      '2 for invalid options',
    ])
      expect(stdout).toContain(text);
  });
});
