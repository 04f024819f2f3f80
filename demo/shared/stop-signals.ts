import { constants } from 'node:os';

/**
 * Calls `stop` once, with the exit code that tells of the signal, when Ctrl-C or a service manager asks this
 * process to end.
 */
export function onStopSignal(stop: (exitCode: number) => void): void {
  let asked = false;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    // Not once(): under npm and tsx one Ctrl-C may arrive twice, and the second must not kill in mid-close.
    process.on(signal, () => {
      if (!asked) stop(128 + constants.signals[signal]);
      asked = true;
    });
  }
}
