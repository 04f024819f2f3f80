import { runCommand } from '../shared/run-command';
import { onStopSignal } from '../shared/stop-signals';
import { openPage } from './open-page';
import { parseWebOptions, type WebOptions } from './options';
import { startPlayground } from './server/playground';

/** Serves the playground until it is told to stop. */
async function web({ port, open }: WebOptions): Promise<number> {
  const stopped = new Promise(onStopSignal);
  const playground = await startPlayground({ port }).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    console.error(`error: port ${port} is in use.`);
  });
  if (!playground) return 1;

  console.log(`The playground is at ${playground.url}`);
  console.log('Press Ctrl-C to stop.');
  if (open) openPage(playground.url, console.error);

  await stopped;
  await playground.close();
  return 0;
}

runCommand(parseWebOptions(process.argv.slice(2)), web);
