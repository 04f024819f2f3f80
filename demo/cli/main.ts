import { isatty } from 'node:tty';
import pc from 'picocolors';
import { callWithRetries } from './client';
import { startFlakyServer } from '../shared/flaky-server';
import { parseDemoOptions, type DemoOptions } from './options';
import { heading, jsonReport, summary } from './report';
import { runCommand } from '../shared/run-command';
import { onStopSignal } from '../shared/stop-signals';

/** Starts the server, calls it and says how that went. */
async function demo(options: DemoOptions): Promise<number> {
  const abort = new AbortController();
  let stoppedWith: number | undefined;
  onStopSignal((exitCode) => {
    stoppedWith = exitCode;
    abort.abort();
  });

  const { stdout, stderr } = process;
  // In CI picocolors has colours without a terminal as well.
  const colors = pc.createColors(isatty(stdout.fd) && pc.isColorSupported);
  const server = await startFlakyServer(options);
  try {
    if (!options.json) stdout.write(heading(server.url, options, colors));
    const say = (line: string): void => {
      if (options.json) stderr.write(`${line}\n`);
      else stdout.write(`${colors.yellow(line)}\n`);
    };
    const run = await callWithRetries(server.url, options, say, abort.signal);
    stdout.write(
      options.json ? jsonReport(run, server.calls, server.url, options) : summary(run, server.calls, colors),
    );
    return stoppedWith ?? (run.ok ? 0 : 1);
  } finally {
    await server.close();
  }
}

runCommand(parseDemoOptions(process.argv.slice(2)), demo);
