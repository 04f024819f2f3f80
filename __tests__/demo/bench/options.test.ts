import { MEASUREMENTS } from '../../../demo/bench/measurements';
import { parseBenchOptions } from '../../../demo/bench/options';

const NAMES = MEASUREMENTS.map(({ name }) => name);

describe('the options of the bench', () => {
  it('have defaults', () => {
    expect(parseBenchOptions([])).toEqual({ options: { rounds: 5, only: NAMES, json: false } });
  });

  it('are read as numbers and flags', () => {
    expect(parseBenchOptions(['--rounds', '12', '--json'])).toEqual({
      options: { rounds: 12, only: NAMES, json: true },
    });
  });

  it('name what is measured, each by a name of its own', () => {
    expect(new Set(NAMES).size).toBe(NAMES.length);
    expect(parseBenchOptions(['--only', 'calls', 'retries', '--json'])).toEqual({
      options: { rounds: 5, only: ['calls', 'retries'], json: true },
    });
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
    [['--only', 'cals'], /'cals' is invalid\. Allowed choices are calls, guarded-calls, /],
    [['--only'], /option '--only <names\.\.\.>' argument missing/],
    [['--rounds'], /option '--rounds <n>' argument missing/],
    [['3'], /unexpected argument '3': this command takes only options/],
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
    for (const option of ['rounds', 'only', 'json']) expect(stdout).toContain(`\n  --${option}`);
  });
});
