import { parseWebOptions } from '../../../demo/web/options';

describe('the options of the playground', () => {
  it('are any free port, and nothing opened', () => {
    expect(parseWebOptions([])).toEqual({ options: { port: 0, open: false } });
  });

  it('are read as a number and a flag', () => {
    expect(parseWebOptions(['--port', '8080', '--open'])).toEqual({ options: { port: 8080, open: true } });
  });

  it.each(['', 'http', '-1', '65536', '0x50', '8e3'])('refuse port %p with exit code 2', (port) => {
    const parsed = parseWebOptions(['--port', port]);
    expect(parsed).toMatchObject({ exitCode: 2, stdout: '' });
    expect((parsed as { stderr: string }).stderr).toContain('It must be a whole number from 0 to 65535.');
  });
});
