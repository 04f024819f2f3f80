import { CHECKS } from '../../../demo/scale/checks';
import { parseScaleOptions } from '../../../demo/scale/options';

const NAMES = Object.keys(CHECKS);

describe('the options of the scale check', () => {
  it('check everything by default', () => {
    expect(parseScaleOptions([])).toEqual({ options: { only: NAMES } });
  });

  it('name what is checked', () => {
    expect(parseScaleOptions(['--only', 'signal', 'installs'])).toEqual({
      options: { only: ['signal', 'installs'] },
    });
  });

  it.each([
    [['--only', 'signals'], /Allowed choices are origins, signal/],
    [['--only'], /argument missing/],
    [['signal'], /unexpected argument 'signal'/],
  ])('refuse %p with exit code 2', (args, message) => {
    expect(parseScaleOptions(args)).toEqual({
      exitCode: 2,
      stdout: '',
      stderr: expect.stringMatching(message),
    });
  });

  it('are listed by --help', () => {
    const parsed = parseScaleOptions(['--help']);
    expect(parsed).toMatchObject({ exitCode: 0, stderr: '' });
    expect((parsed as { stdout: string }).stdout).toContain('\n  --only');
  });
});
