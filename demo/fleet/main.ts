import { isatty } from 'node:tty';
import pc from 'picocolors';
import { runCommand } from '../shared/run-command';
import { onStopSignal } from '../shared/stop-signals';
import type { Scenario } from '../simulate/scenario';
import { parseFleetOptions, type FleetOptions } from './options';
import { outageFor } from './outage';
import { closeFleets, realOutcomes, simulatedOutcomes, startFleets, type Fleets } from './outcomes';
import { findRedis } from './redis';
import { heading, liveLine, liveTable, momentOf, resultTable, type Moment } from './report';

const { stdout, stderr } = process;
const isTerminal = isatty(stdout.fd);
const colors = pc.createColors(isTerminal && pc.isColorSupported);

/** Shows what the fleets do, until it is stopped. */
function show(fleets: Fleets, scenario: Scenario): () => void {
  let shown = 0;
  const draw = (): void => {
    const now = fleets.shared.now();
    const moments: Moment[] = [
      momentOf('alone', fleets.alone.recording, scenario, now),
      momentOf('shared', fleets.shared.recording, scenario, now),
    ];
    if (!isTerminal) {
      stdout.write(liveLine(moments, scenario, now));
      return;
    }
    const table = liveTable(moments, scenario, now, colors);
    // Over the table before.
    stdout.write(`${shown ? `\x1b[${shown}A\x1b[0J` : ''}${table}`);
    shown = table.split('\n').length - 1;
  };
  const timer = setInterval(draw, isTerminal ? 250 : 1000);
  return () => {
    clearInterval(timer);
    stdout.write('\n');
  };
}

/** Runs both fleets through the outage, and says how they did. */
async function main({ processes, json }: FleetOptions): Promise<number> {
  const redis = await findRedis(process.env);
  if (typeof redis === 'string') {
    stderr.write(redis);
    return 2;
  }
  let fleets: Fleets | undefined;
  let stoppedWith: number | undefined;
  onStopSignal((exitCode) => {
    stoppedWith = exitCode;
    if (fleets) void closeFleets(fleets);
  });
  try {
    const scenario = outageFor(processes);
    if (!json) stdout.write(heading(scenario, redis.from, colors));
    fleets = await startFleets(scenario, redis.url);
    const stop = json ? () => undefined : show(fleets, scenario);
    if (stoppedWith === undefined) await Promise.all([fleets.alone.run(), fleets.shared.run()]);
    stop();
    if (stoppedWith !== undefined) return stoppedWith;
    const outcomes = [...realOutcomes(fleets, scenario), ...(await simulatedOutcomes(scenario))];
    stdout.write(
      json ? `${JSON.stringify({ scenario, outcomes }, null, 2)}\n` : resultTable(outcomes, colors),
    );
    return outcomes.some(({ figures }) => figures.lost > 0) ? 1 : 0;
  } finally {
    if (fleets) await closeFleets(fleets);
    await redis.close();
  }
}

runCommand(parseFleetOptions(process.argv.slice(2)), main);
