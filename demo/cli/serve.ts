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

/** Runs the server until it is told to stop. */
async function serve(options: FlakyServerOptions): Promise<number> {
  const { failures } = options;
  const stopped = new Promise(onStopSignal);
  const server = await startFlakyServer(options, (call, request, answer) => {
    console.log(`Call ${call}: ${request} gets ${answer}.`);
  });

  console.log(`Listening on ${server.url}`);
  const which = failures === 1 ? 'The first call gets' : `The first ${failures} calls get`;
  if (failures > 0) console.log(`${which} ${describeFailure(options)}, all others ${statusText(200)}.`);
  else console.log(`All calls get ${statusText(200)}.`);
  console.log('Ctrl-C stops it.');

  await stopped;
  await server.close();
  console.log(`Stopped after ${count(server.calls, 'call')}.`);
  return 0;
}

runCommand(parseServerOptions(process.argv.slice(2)), serve);
