import { SingleBar, Presets } from 'cli-progress';
import { callsOf, type Scenario } from './scenario';

export interface Progress {
  readonly callsEnded: (calls: number) => void;
  readonly stop: () => void;
}

/** A bar on a terminal, and nothing elsewhere. */
export function startProgress(scenario: Scenario, strategies: number, stream: NodeJS.WriteStream): Progress {
  const bar = new SingleBar(
    { format: '{bar} {percentage} % of {total} calls', stream, clearOnComplete: true, hideCursor: true },
    Presets.shades_classic,
  );
  // By itself it draws on nothing but a terminal.
  bar.start(callsOf(scenario) * strategies, 0);
  return {
    callsEnded: (calls) => {
      bar.increment(calls);
    },
    stop: () => {
      bar.stop();
    },
  };
}
