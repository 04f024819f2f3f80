// One process of a fleet. It runs the built package.
const axios = require('axios');
const { axiosRetry, exponentialBackoff, getRetryState, retryPacer } = require('axios-backoff');
const { redisPacer } = require('axios-backoff/redis');

const { name, url, port, kind, calls, spread, retryDelay, pacer } = JSON.parse(process.argv[2]);

const report = { name, answers: 0, errors: [], attempts: 0, skipped: 0, longest: 0, warnings: [] };
const log = (message) => report.warnings.push(message);

function connect() {
  if (kind === 'ioredis') {
    const { Redis } = require('ioredis');
    const client = new Redis({ port, host: '127.0.0.1' }).on('error', () => undefined);
    return [redisPacer(client, { ...pacer, log }), () => client.disconnect()];
  }
  if (kind === 'redis') {
    const { createClient } = require('redis');
    const client = createClient({ url: `redis://127.0.0.1:${port}` }).on('error', () => undefined);
    void client.connect().catch(() => undefined);
    return [redisPacer(client, { ...pacer, log }), () => client.destroy()];
  }
  return [retryPacer(pacer), () => undefined];
}

const [guard, disconnect] = connect();
const client = axios.create({ baseURL: url, headers: { 'x-process': name, authorization: 'Bearer s3cret' } });
axiosRetry(client, { pacer: guard, retries: 200, retryDelay: exponentialBackoff(retryDelay), log: false });

async function call(index) {
  await new Promise((resolve) => setTimeout(resolve, (spread * index) / calls));
  const startedAt = performance.now();
  try {
    const response = await client.get('/private/path?token=s3cret');
    report.answers++;
    report.attempts += getRetryState(response).attempts.length;
    report.skipped += getRetryState(response).skipped;
  } catch (error) {
    report.errors.push(String(error));
  }
  report.longest = Math.max(report.longest, performance.now() - startedAt);
}

// Blocks the event loop.
process.on('message', ({ block }) => {
  const until = performance.now() + block;
  while (performance.now() < until);
});

void Promise.all(Array.from({ length: calls }, (_item, index) => call(index))).then(() => {
  report.endedAt = Date.now();
  process.send(report);
  disconnect();
  // Not closed: nothing of the guard may keep the process.
  process.disconnect();
});
