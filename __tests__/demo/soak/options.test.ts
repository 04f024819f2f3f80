import { LEAKS } from '../../../demo/soak/leaks';
import { parseSoakOptions } from '../../../demo/soak/options';

describe('the options of the soak', () => {
  it('have defaults', () => {
    expect(parseSoakOptions([])).toEqual({ options: { seconds: 60, concurrency: 50, seed: 1 } });
  });

  it('are read', () => {
    expect(parseSoakOptions('--seconds 30 --concurrency 5 --seed 7 --leak timers'.split(' '))).toEqual({
      options: { seconds: 30, concurrency: 5, seed: 7, leak: ['timers'] },
    });
  });

  it.each([
    [['--seconds', '0'], /It must be a whole number from 1 to 86400\./],
    [['--seconds', '1.5'], /It must be a whole number/],
    [['--concurrency', '1001'], /from 1 to 1000/],
    [['--leak', 'water'], /Allowed choices are heap, buffers, sockets/],
    [['30'], /unexpected argument '30'/],
  ])('refuse %p with exit code 2', (args, message) => {
    expect(parseSoakOptions(args)).toEqual({
      exitCode: 2,
      stdout: '',
      stderr: expect.stringMatching(message),
    });
  });

  it('are all listed by --help, with the leaks', () => {
    const parsed = parseSoakOptions(['--help']);
    expect(parsed).toMatchObject({ exitCode: 0, stderr: '' });
    const { stdout } = parsed as { stdout: string };
    for (const option of ['seconds', 'concurrency', 'seed', 'leak'])
      expect(stdout).toContain(`\n  --${option}`);
    for (const leak of Object.keys(LEAKS)) expect(stdout.replace(/\s+/g, ' ')).toContain(`"${leak}"`);
  });
});
