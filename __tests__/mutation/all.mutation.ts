/**
 * All suites that run in this process, as one file: Jest then loads axios, the plugin and the suites once for each
 * mutant, and not once for each suite.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
// They have hooks for the suites that import them, which only the first of those would get.
import '../http/fake-time';
import '../http/resources';
import '../http/server';
import '../unit/served-client';

/** The names of the tests that cover a mutant, in one text; empty where all are to be run. */
declare const TESTS_TO_RUN: string;

const TESTS = join(__dirname, '..');

// From those that are closest to the code to those that are furthest from it: the first failure ends a run.
const FOLDERS = ['unit', 'compat', 'http', 'model'];

const LEFT_OUT = new Set([
  // They load axios or the plugin in a way of their own.
  'unit/axios/automock.test.ts',
  'unit/axios/origin-of-page.test.ts',
  // It needs a page with a location.
  'unit/call/events-of-page.test.ts',
  // It looks at the text of the code.
  'unit/layers.test.ts',
  // They measure time or memory, or take long.
  'unit/linear.test.ts',
  'unit/object-prototype.test.ts',
  'http/memory.test.ts',
  'http/streams.test.ts',
]);

const { MUTATION_SUITES: SUITES = '' } = process.env;

// A test whose call hangs waits for this long, in milliseconds. Without a mutant none hangs.
const LIMIT = TESTS_TO_RUN ? 8000 : 60_000;

/** What the suites for jsdom use of a page, since Stryker watches only one environment. */
function pretendPage(): () => void {
  const target = new EventTarget();
  const names = ['addEventListener', 'removeEventListener', 'dispatchEvent'] as const;
  const members = {
    window: globalThis,
    navigator: {
      get onLine() {
        return true;
      },
    },
    ...Object.fromEntries(names.map((name) => [name, target[name].bind(target)])),
  };
  for (const [name, value] of Object.entries(members)) {
    Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
  }
  return () => {
    for (const name of Object.keys(members)) Reflect.deleteProperty(globalThis, name);
  };
}

const suites = FOLDERS.flatMap((folder) =>
  readdirSync(join(TESTS, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => `${folder}/${name}`)
    .sort(),
).filter((suite) => suite.startsWith(SUITES) && !LEFT_OUT.has(suite));

// A busy machine must not fail the run without a mutant, which has to pass.
if (!TESTS_TO_RUN) jest.retryTimes(2);

for (const suite of suites) {
  if (!TESTS_TO_RUN.includes(TESTS_TO_RUN && suite)) continue;
  describe(suite, () => {
    if (readFileSync(join(TESTS, suite), 'utf8').includes('@jest-environment jsdom')) {
      let leavePage: () => void;
      beforeAll(() => {
        leavePage = pretendPage();
      });
      afterAll(() => {
        leavePage();
      });
    }
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- the names are read from a folder
    require(join(TESTS, suite));
    // A suite may have set its own.
    jest.setTimeout(LIMIT);
  });
}
