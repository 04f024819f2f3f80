// A worker: it calls servers that break or refuse connections, through axios' fetch adapter.
import axios from 'axios';
import { axiosRetry, getRetryState } from 'axios-backoff';

async function outcomeOf(call) {
  const outcome = await call.catch((error) => error);
  const { retryCount, stopReason = 'success' } = getRetryState(outcome) ?? {};
  return `${outcome.status ?? outcome.message} after ${retryCount}: ${stopReason}`;
}

export default {
  async fetch(request) {
    const { breaking, refusing, control } = await request.json();
    const client = axios.create({ adapter: 'fetch' });
    axiosRetry(client, { retries: 3, retryDelay: 1, log: false });
    return Response.json({
      lostGet: await outcomeOf(client.get(`${breaking}/get`)),
      lostPost: await outcomeOf(client.post(`${breaking}/post`, { order: 7 })),
      refusedPost: await outcomeOf(client.post(`${refusing}/post`, { order: 7 })),
      refusedGet: await outcomeOf(
        client.get(`${refusing}/get`, {
          // The server comes up before the second retry.
          'axios-retry': {
            onRetry: (count) => (count === 2 ? fetch(control).then(() => undefined) : undefined),
          },
        }),
      ),
    });
  },
};
