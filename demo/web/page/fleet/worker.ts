import { provideImmediate } from './immediate';
import { simulateTraced, type FleetJob } from './simulation';

provideImmediate();

// One after the other: the virtual time of a run is that of the whole worker.
let last: Promise<unknown> = Promise.resolve();

// Nobody looks at the stacks of some thousand errors.
Error.stackTraceLimit = 0;

addEventListener('message', ({ data }: MessageEvent<FleetJob>) => {
  last = last.then(async () => {
    postMessage(await simulateTraced(data));
  });
  last.catch((error: unknown) => {
    // Becomes an 'error' event of the worker, which the page shows.
    setTimeout(() => {
      throw error;
    });
  });
});
