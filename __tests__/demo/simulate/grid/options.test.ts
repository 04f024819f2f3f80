import { availableParallelism } from 'node:os';
import { parseGridOptions } from '../../../../demo/simulate/grid/options';

describe('the options of the grid', () => {
  it('are 150 scenarios with five seeds by default, on all processors', () => {
    expect(parseGridOptions([])).toEqual({
      options: { scenarios: 150, seeds: 5, grid: 1, workers: availableParallelism() },
    });
  });

  it('are read', () => {
    expect(parseGridOptions('--scenarios 20 --seeds 2 --grid 0 --workers 3'.split(' '))).toEqual({
      options: { scenarios: 20, seeds: 2, grid: 0, workers: 3 },
    });
  });

  it.each([
    [['--scenarios', '0'], /'--scenarios <n>'.*It must be a whole number of 1 or more\./],
    [['--seeds', '0'], /'--seeds <n>'.*It must be a whole number of 1 or more\./],
    [['--workers', '0'], /'--workers <n>'.*It must be a whole number of 1 or more\./],
    [['--workers', '1.5'], /'--workers <n>'.*It must be a whole number/],
    [['--grid', '4294967296'], /'--grid <n>'.*a whole number from 0 to 4294967295/],
    [['--seed', '3'], /unknown option '--seed'\n\(Did you mean --seeds\?\)/],
    [['9'], /unexpected argument '9'/],
  ])('refuse %p with exit code 2', (args, message) => {
    expect(parseGridOptions(args)).toEqual({
      exitCode: 2,
      stdout: '',
      stderr: expect.stringMatching(message),
    });
  });

  it('are all listed by --help, with their defaults', () => {
    const parsed = parseGridOptions(['--help']);
    expect(parsed).toMatchObject({ exitCode: 0, stderr: '' });
    const text = (parsed as { stdout: string }).stdout.replace(/\s+/g, ' ');
    const { options } = parseGridOptions([]) as { options: object };
    for (const [name, value] of Object.entries(options))
      expect(text).toMatch(new RegExp(` --${name} <n> (?:(?! --).)*\\(default: ${value}\\)`));
  });
});
