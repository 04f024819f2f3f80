import type { Report } from './compare';

/** The kinds of resources that a call may leave behind. */
const OF_NETWORK = /^(TCP|TLS|HTTP|Pipe)|Connect|Shutdown|Write|GETADDRINFO/;

const openResources = (): string[] =>
  process.getActiveResourcesInfo().filter((name) => OF_NETWORK.test(name));

let atStart: readonly string[] = [];

beforeAll(() => {
  atStart = openResources();
});

// What a file of trials has opened is closed.
afterAll(async () => {
  // A handle is closed in the turn after its last callback.
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
  expect(openResources()).toEqual(atStart);
});

/** Expects no fault of the plugin, and prints what Node and axios do wrong by themselves. */
export function expectNoFault(title: string, trials: number, { faults, platform }: Report): void {
  const counts = Object.entries(platform).map(
    ([kind, { plugin, bare }]) => `  ${kind}: ${plugin} with the plugin, ${bare} without`,
  );
  if (counts.length)
    process.stderr.write(`${title}, ${trials} trials, not the plugin's:\n${counts.join('\n')}\n`);
  expect(faults).toEqual([]);
}
