import { parentPort, workerData } from 'node:worker_threads';
import { loadLibraries } from './libraries';
import { callsOf, type Scenario } from './scenario';
import { simulate } from './simulation';
import { ALL_STRATEGIES } from './all-strategies';
import type { Job, Message } from './workers';

// What workers.ts starts in a thread of its own. It sends the result of one strategy.
async function main({ scenario, strategy }: Job): Promise<void> {
  // Nobody looks at the stacks of some million errors.
  process.setSourceMapsEnabled(false);
  Error.stackTraceLimit = 0;

  const { recording, figures } = await simulate(
    scenario,
    ALL_STRATEGIES[strategy],
    await loadLibraries(),
    tell(scenario, (ended) => {
      send({ ended });
    }),
  );
  const { attempts, failures } = recording;
  send({ result: { strategy, figures, attempts, failures } });
}

function send(message: Message): void {
  parentPort?.postMessage(message);
}

/** Counts calls that have ended, and tells of them in a hundred parts. */
function tell(scenario: Scenario, report: (ended: number) => void): () => void {
  const part = Math.ceil(callsOf(scenario) / 100);
  let ended = 0;
  return () => {
    if (++ended < part) return;
    report(ended);
    ended = 0;
  };
}

main(workerData as Job).catch((error: unknown) => {
  // Ends the thread with an 'error' event for the one who has started it.
  setImmediate(() => {
    throw error;
  });
});
