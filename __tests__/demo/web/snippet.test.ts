import ts from 'typescript';
import axios from 'axios';
import * as plugin from '../../../lib';
import { backoffOf, longestWaits } from '../../../demo/web/page/backoff';
import { JITTER_NAMES } from '../../../demo/web/page/jitters';
import { DEFAULTS, PLUGIN_DEFAULTS, readSettings, type Settings } from '../../../demo/web/page/settings';
import { snippet } from '../../../demo/web/page/snippet';
import { compile } from '../../readme/compile';

const playground = readSettings(DEFAULTS, 'code')!;
const standard: Settings = { ...playground, ...PLUGIN_DEFAULTS };

const CASES: [string, Settings][] = [
  ['the defaults of the plugin', standard],
  ['the defaults of the playground', playground],
  ['retries only', { ...standard, retries: 0 }],
  ['a multiplier', { ...standard, multiplier: 1.5 }],
  ['a timeout', { ...standard, failure: 'hang', timeout: 30_000 }],
  ...JITTER_NAMES.map((jitter): [string, Settings] => [
    `all, ${jitter}`,
    { ...playground, retries: 3, jitter },
  ]),
];

/** Runs a snippet, and gives the options that it hands to the plugin. */
function run(code: string): { options: plugin.RetryOptions; timeout: number | undefined } {
  const { outputText } = ts.transpileModule(code, {
    compilerOptions: { module: ts.ModuleKind.CommonJS, esModuleInterop: true },
  });
  let found: { options: plugin.RetryOptions; timeout: number | undefined } | undefined;
  const axiosRetry = (
    client: ReturnType<typeof axios.create>,
    options: plugin.RetryOptions = {},
  ): unknown => {
    found = { options, timeout: client.defaults.timeout };
    return plugin.axiosRetry(client, options);
  };
  const modules: Record<string, unknown> = { axios, 'axios-backoff': { ...plugin, axiosRetry } };
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- that the code runs is what is tested
  const body = new Function('require', 'exports', outputText) as (...given: unknown[]) => void;
  body((name: string) => modules[name], {});
  return found!;
}

describe('the code of the playground', () => {
  it('is short for what is at its default', () => {
    expect(snippet(standard)).toBe(`import axios from 'axios';
import { axiosRetry } from 'axios-backoff';

const client = axios.create();
axiosRetry(client);
`);
    expect(snippet({ ...standard, retries: 5 })).toContain('\naxiosRetry(client, { retries: 5 });\n');
    expect(snippet({ ...standard, maxDelay: 600_000 })).toContain(
      '\naxiosRetry(client, { retryDelay: exponentialBackoff({ maxDelay: 600_000 }) });\n',
    );
  });

  it('compiles', () => {
    const snippets = CASES.map(([, settings], index) => [`playground-${index}`, snippet(settings)] as const);
    expect(compile(new Map(snippets)).errors).toEqual([]);
  });

  it.each(CASES)('does what the settings say: %s', (_name, settings) => {
    const { options, timeout } = run(snippet(settings));
    const { retries = 10, retryDelay = plugin.exponentialBackoff() } = options;
    const found = retryDelay as plugin.Backoff;
    const wanted = backoffOf(settings, () => 0.5);
    jest.spyOn(Math, 'random').mockReturnValue(0.5);
    expect(retries).toBe(settings.retries);
    expect(timeout).toBe(settings.failure === 'hang' ? settings.timeout : 0);
    expect(longestWaits(found, 10)).toEqual(longestWaits(wanted, 10));
    for (let retry = 1; retry <= 10; retry++)
      expect(found(retry, undefined, 70)).toBe(wanted(retry, undefined, 70));
  });
});
