import {
  describeFailure,
  startFlakyServer,
  statusText,
  type FlakyServerOptions,
} from '../shared/flaky-server';
import { parseServerOptions } from './options';
import { runCommand } from '../shared/run-command';
import { onStopSignal } from '../shared/stop-signals';
import { count } from '../shared/text';

/** What is said once the server listens: how it answers, and how to see that. */
function greeting(url: string, options: FlakyServerOptions): string {
  const { failures, mode } = options;
  const first = failures === 1 ? 'The first request gets' : `The first ${failures} requests get`;
  const answers = failures > 0 ? `${first} ${describeFailure(options)}, the rest` : 'Every request gets';
  // It would wait for ever for a server that hangs.
  const patience = mode === 'hang' ? ' --max-time 5' : '';
  return `Listening on ${url}
${answers} ${statusText(200)}.

  curl -i${patience} ${url}/orders

Press Ctrl-C to stop.`;
}

/** Runs the server until it is told to stop. */
async function serve(options: FlakyServerOptions): Promise<number> {
  const stopped = new Promise(onStopSignal);
  const server = await startFlakyServer(options, (call, request, answer) => {
    console.log(`Request ${call}: ${request} got ${answer}.`);
  });
  console.log(greeting(server.url, options));

  await stopped;
  await server.close();
  console.log(`Stopped after ${count(server.calls, 'request')}.`);
  return 0;
}

runCommand(parseServerOptions(process.argv.slice(2)), serve);
