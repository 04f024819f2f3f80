import type { AxiosAdapter, AxiosInstance, AxiosStatic } from 'axios';
import { connect } from './adapter';
import { distantRedis } from './distant-redis';
import type { Libraries } from './libraries';
import { seededRandom } from './random';
import { Recording } from './recording';
import { beginningOf, callsOf, type Scenario } from './scenario';
import { startServer } from './server';
import type { Strategy } from './strategies';
import { inVirtualTime } from '../shared/virtual-time';

/**
 * Sends a fleet's calls to the server of a scenario, and sees each of them to its end.
 *
 * @param onEnd is told of each call that has ended.
 */
export async function runFleet(
  scenario: Scenario,
  strategy: Strategy,
  libraries: Libraries,
  onEnd: () => void = () => undefined,
): Promise<Recording> {
  const { processes, timeout, seed } = scenario;
  const { axios } = libraries;
  const calls = callsOf(scenario);
  const recording = new Recording(calls);
  // The server has a source of its own, so that it does not matter to its failures who else draws.
  const server = startServer(scenario, seededRandom(seed));
  const random = seededRandom(seed + 1);
  const adapter = connect(server, timeout, recording, axios);
  const redis = distantRedis(scenario);
  let clients: readonly AxiosInstance[] = [];
  const createClients = (): void => {
    clients = Array.from({ length: processes }, () => {
      const client = createLeanClient(axios, adapter);
      strategy.install(client, { libraries, scenario, random, redis });
      return client;
    });
  };

  let bug: Error | undefined;
  const call = async (process: number): Promise<void> => {
    const startedAt = performance.now();
    const outcome: unknown = await clients[process]?.get('/orders').catch((error: unknown) => error);
    // Anything but what the adapter has made is a bug, and no loss.
    if (outcome instanceof Error && !axios.isAxiosError(outcome)) bug ??= outcome;
    recording.callEnded(startedAt, performance.now(), outcome instanceof Error);
    onEnd();
  };

  let begun = 0;
  // One timer for all calls to come, since each timer makes the others slower.
  const beginCalls = (): void => {
    for (; begun < calls; begun++) {
      const wait = beginningOf(scenario, begun) - performance.now();
      if (wait > 0) {
        setTimeout(beginCalls, wait);
        return;
      }
      void call(begun % processes);
    }
  };
  // The clients too: one of a strategy may note when it was made.
  const begin = (): void => {
    createClients();
    beginCalls();
  };
  // A pacer that has lost its Redis looks for it for ever.
  await inVirtualTime(begin, random, () => recording.ended === calls);
  if (bug) throw bug;
  return recording;
}

/** axios goes through all its defaults at each attempt, and few of them matter to a server in memory. */
function createLeanClient(axios: AxiosStatic, adapter: AxiosAdapter): AxiosInstance {
  const client = axios.create();
  for (const key of Object.keys(client.defaults)) Reflect.deleteProperty(client.defaults, key);
  Object.assign(client.defaults, { adapter, baseURL: 'http://server.example', headers: {} });
  return client;
}
