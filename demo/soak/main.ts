import { setMaxListeners } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import colors from 'picocolors';
import { loadBuiltPackage } from '../shared/built-package';
import { describeFindings, exitCodeOf } from '../shared/findings';
import { runCommand } from '../shared/run-command';
import { seededRandom } from '../shared/seeded-random';
import { startServer, type Server } from './child';
import { makeClients } from './clients';
import { judge } from './judge';
import { KINDS } from './kinds';
import { leak } from './leaks';
import { Load } from './load';
import { parseSoakOptions, type SoakOptions } from './options';
import { describeLoad } from './report';
import {
  activeSockets,
  countHeld,
  listenersOfIdle,
  memory,
  watchFaults,
  watchTimers,
  type Counts,
  type Sample,
  type Shared,
} from './resources';

const LAPS = 10;
// On a slow machine, too, so many calls have been sent that the code is compiled.
const WARM_UP_CALLS = 1500;
const WARM_UP_LAP = 2000;

// Longer than a stalled body takes to end, or fetch keeps a connection on which nothing was sent: 4 s.
const PATIENCE = 5000;
const POLL = 50;

/** Waits until no connection and no timer is left, or until their number has not changed for long. */
async function leftOver(server: Server, timers: () => number): Promise<Counts> {
  let before = '';
  for (let unchanged = 0; ;) {
    const counts = {
      'open connections at the server': await server.connections(),
      sockets: activeSockets(),
      timers: timers(),
    };
    const now = JSON.stringify(counts);
    unchanged = now === before ? unchanged + 1 : 0;
    if (Object.values(counts).every((left) => left === 0) || unchanged === PATIENCE / POLL) return counts;
    before = now;
    await wait(POLL);
  }
}

async function soak(
  { seconds, concurrency, seed, leak: faults = [] }: SoakOptions,
  server: Server,
): Promise<{ readonly samples: readonly Sample[]; readonly load: Load }> {
  const liveTimers = watchTimers();
  const { warnings, rejections } = watchFaults();
  const [{ default: axios }, plugin] = await Promise.all([import('axios'), loadBuiltPackage()]);
  const clients = makeClients(axios, plugin, server.port);
  const { signal } = new AbortController();
  const { token } = axios.CancelToken.source();
  // As many listeners as calls are under way is right. More is what is looked for, and not by a warning.
  setMaxListeners(0, signal);
  for (const fault of faults)
    for (const { instance: client } of clients) leak(fault, { client, port: server.port, signal });

  const shared: Shared = { agents: clients.map(({ agent }) => agent), signal, token };
  const load = new Load({
    axios,
    plugin,
    clients,
    shared: [{ signal }, { cancelToken: token }],
    concurrency,
    random: seededRandom(seed),
  });

  const lap = async (milliseconds: number): Promise<Sample> => {
    const underWay = await load.lap(milliseconds);
    // So that there is an idle connection to look at.
    for (const { instance } of clients) await instance.get('/ok/idle');
    const idle = listenersOfIdle(shared.agents);
    const left = await leftOver(server, liveTimers);
    const counts: Counts = {
      ...left,
      'calls that never end': underWay,
      ...countHeld(shared),
      'listeners on an idle connection': idle,
      warnings: warnings(),
      'unhandled rejections': rejections(),
      'kinds of call never sent': Object.keys(KINDS).length - load.tally.kinds.size,
    };
    return { counts, ...(await memory()) };
  };

  for (let time = 0; time < seconds * 200 || load.tally.calls < WARM_UP_CALLS; time += WARM_UP_LAP) {
    await load.lap(WARM_UP_LAP);
  }
  const samples = [await lap(WARM_UP_LAP)];
  for (let round = 0; round < LAPS; round++) samples.push(await lap((seconds * 1000) / LAPS));
  return { samples, load };
}

async function main(options: SoakOptions): Promise<number> {
  // tsx turns source maps on, which keep something for each stack.
  process.setSourceMapsEnabled(false);
  setFlagsFromString('--expose-gc');
  globalThis.gc = runInNewContext('gc') as typeof globalThis.gc;
  const server = await startServer();
  try {
    const { samples, load } = await soak(options, server);
    const findings = judge(samples);
    process.stdout.write(`${describeLoad(load.tally, options)}\n${describeFindings(findings, colors)}`);
    return exitCodeOf(findings);
  } finally {
    await server.stop();
  }
}

runCommand(parseSoakOptions(process.argv.slice(2)), async (options) => {
  const exitCode = await main(options);
  // What has leaked would keep the process alive.
  process.stdout.write('', () => process.exit(exitCode));
  return exitCode;
});
