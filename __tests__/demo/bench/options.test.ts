import { parseBenchOptions } from '../../../demo/bench/options';

describe('the options of the bench', () => {
  it('have defaults', () => {
    expect(parseBenchOptions([])).toEqual({ options: { rounds: 5, json: false } });
  });

  it('are read as numbers and flags', () => {
    expect(parseBenchOptions(['--rounds', '12', '--json'])).toEqual({ options: { rounds: 12, json: true } });
  });

  it.each(['0', '-1', '2.5', '1e3', '', 'many', '10000'])('refuse --rounds %p with exit code 2', (value) => {
    const parsed = parseBenchOptions(['--rounds', value]);
    expect(parsed).toEqual({ exitCode: 2, stdout: '', stderr: expect.any(String) });
    const { stderr } = parsed as { stderr: string };
    expect(stderr).toContain("option '--rounds <n>'");
    expect(stderr).toContain('It must be a whole number from 1 to 9999.');
  });

  it.each([
    [['--round', '3'], /unknown option '--round'\n\(Did you mean --rounds\?\)/],
    [['--rounds'], /option '--rounds <n>' argument missing/],
    [['3'], /unexpected argument '3': only options are taken/],
  ])('refuse %p with exit code 2', (args, message) => {
    expect(parseBenchOptions(args)).toEqual({
      exitCode: 2,
      stdout: '',
      stderr: expect.stringMatching(message),
    });
  });

  it('are all listed by --help', () => {
    const parsed = parseBenchOptions(['--help']);
    expect(parsed).toMatchObject({ exitCode: 0, stderr: '' });
    const { stdout } = parsed as { stdout: string };
    for (const option of ['rounds', 'json']) expect(stdout).toContain(`\n  --${option}`);
  });
});
