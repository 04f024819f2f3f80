import axios from 'axios';
import { axiosRetry } from '../../lib';
import { resetTokens } from './auth';
import { EXPECTATIONS } from './expectations';
import { startFlakyApi, type FlakyApi } from './flaky-api';
import { readDocument, readSnippets, ROOT, WITH_SNIPPETS } from './markdown';
import { runSnippet } from './run-snippet';

const folder = process.cwd();
let api: FlakyApi;

beforeAll(() => {
  // Some snippets read a file of the folder in which they run.
  process.chdir(ROOT);
});

afterAll(() => {
  process.chdir(folder);
});

beforeEach(async () => {
  resetTokens();
  api = await startFlakyApi();
});

afterEach(async () => {
  jest.useRealTimers();
  await api.close();
});

const snippets = WITH_SNIPPETS.flatMap((file) =>
  [...readSnippets(file)].map(([name, code]) => [name, file, code] as const),
);

it.each(WITH_SNIPPETS)('knows what to expect of each snippet of %s, and of no other', (file) => {
  expect(Object.keys(EXPECTATIONS[file] ?? {}).sort()).toEqual([...readSnippets(file).keys()].sort());
});

describe.each(snippets)('the snippet "%s" of %s', (name, file, code) => {
  it('does what the text beside it says', async () => {
    const { plans = {}, chance = 0, isHurried = false, check } = EXPECTATIONS[file]![name]!;
    for (const [path, answers] of Object.entries(plans)) api.plan(path, ...answers);
    jest.spyOn(Math, 'random').mockReturnValue(chance);
    if (isHurried) {
      const startTimer = setTimeout;
      jest.spyOn(globalThis, 'setTimeout').mockImplementation((run) => startTimer(run, 0));
    }
    const levels = ['warn', 'info', 'error', 'log'] as const;
    const printed = { warn: [], info: [], error: [], log: [] } as Record<(typeof levels)[number], string[]>;
    for (const level of levels) {
      jest.spyOn(console, level).mockImplementation((...words: unknown[]) => {
        printed[level].push(words.map(String).join(' '));
      });
    }

    const tests: (() => Promise<void>)[] = [];
    const exported = await runSnippet(code, api.origin, {
      jest,
      expect,
      it: (_name, test) => {
        tests.push(test);
      },
    });
    for (const test of tests) await test();
    await check({ api, exported, printed, tests: tests.length });
  });
});

describe('the lines in the README', () => {
  it('are those that the plugin writes', async () => {
    const lines: string[] = [];
    const client = axios.create({ baseURL: `${api.origin}/api` });
    axiosRetry(client, { log: (line) => lines.push(line) });
    api.plan('/api/orders', 503, 'reset', [503, { 'retry-after': '2' }]);
    jest.spyOn(Math, 'random').mockReturnValue(0);
    // The two seconds that the server asks for are of no interest here.
    const startTimer = setTimeout;
    jest.spyOn(globalThis, 'setTimeout').mockImplementation((run) => startTimer(run, 0));
    await client.get('/orders');

    // The address, the waits drawn by chance and the time passed differ from run to run; the ceilings do not.
    const steady = (text: string): string =>
      text
        .replace(/(Retry \d of 10 in|,|and) [\d.]+ m?s\b/g, '$1 T')
        .replaceAll(`${api.origin}/api`, 'https://api.example.com');
    const shown = readDocument('README.md').blocks.find(({ name }) => name === 'log-lines');
    expect(steady(lines.join('\n'))).toBe(steady(shown?.text.trim() ?? ''));
  });
});
