import { pause } from '../http/server';
import type { Report } from './compare';

/** The kinds of resources that a call may leave behind. */
const OF_NETWORK = /^(TCP|TLS|HTTP|Pipe)|Connect|Shutdown|Write|GETADDRINFO/;

const openResources = (): string[] =>
  process.getActiveResourcesInfo().filter((name) => OF_NETWORK.test(name));

let atStart: readonly string[] = [];

beforeAll(() => {
  atStart = openResources();
});

// What a file of trials has opened is closed. The other end of a connection closes a little later than the server's.
afterAll(async () => {
  for (let round = 0; round < 1000 && openResources().length > atStart.length; round++) await pause(5);
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
