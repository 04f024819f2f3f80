// The app that each host bundles and runs.
import axios from 'axios';
import { axiosRetry, getRetryState, originOf, retryBudget } from 'axios-backoff';
import axiosRetryEntry from 'axios-backoff/axios-retry';

/** How a call ended: its status, how many retries it took, and why there was no further one. */
async function outcomeOf(call) {
  const outcome = await call.catch((error) => error);
  const { retryCount, stopReason = 'success' } = getRetryState(outcome) ?? {};
  const { status } = outcome.response ?? outcome;
  return `${status} after ${retryCount}: ${stopReason}`;
}

const WITH_PASSWORD = '//user:s3cret@';

/** What the platform's own `URL` says of an origin. */
function originByPlatform(url) {
  try {
    return new URL(url.replace('//', WITH_PASSWORD)).origin.replace(/\d+$/, 'port');
  } catch {
    return 'throws';
  }
}

/** Calls two servers, each of which fails the first request for a path, and all for `/down`. */
globalThis.runApp = async (one, two) => {
  const lines = [];
  const byName = axios.create({ baseURL: one });
  axiosRetry(byName, { retryDelay: 1, log: (line) => lines.push(line) });
  const named = await outcomeOf(byName.get('/named'));

  const byEntry = axios.create({ baseURL: one });
  axiosRetryEntry(byEntry);
  const entry = await outcomeOf(byEntry.get('/entry'));

  // One retry to each server, and no more within an hour.
  const budget = retryBudget({ ratio: 0, minPerSecond: 1 / 3600, window: 3_600_000 });
  const limited = axios.create();
  axiosRetry(limited, { retryDelay: 1, log: false, budget });
  const down = await outcomeOf(limited.get(`${one}/down`));
  const other = await outcomeOf(limited.get(`${two}/other`));

  const origins = [one, two].map((url) => originOf({ url: url.replace('//', WITH_PASSWORD) }));
  return { named, entry, down, other, lines: lines.length, origins, byPlatform: originByPlatform(one) };
};
