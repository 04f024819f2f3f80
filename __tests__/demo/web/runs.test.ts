import fastify, { type FastifyInstance } from 'fastify';
import { serveRuns } from '../../../demo/web/server/runs';

let app: FastifyInstance;
let origin: string;

beforeEach(async () => {
  app = fastify({ forceCloseConnections: true });
  serveRuns(app);
  origin = await app.listen({ host: '127.0.0.1', port: 0 });
});

afterEach(() => app.close());

const post = (run: object): Promise<Response> =>
  fetch(`${origin}/runs`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(run),
  });

/** Begins a run, and gives the function that calls it. */
async function begin(run: object): Promise<() => Promise<Response>> {
  const { url } = (await (await post(run)).json()) as { url: string };
  return () => fetch(`${origin}/${url}/orders`);
}

describe('the flaky server behind the playground', () => {
  it('fails as often as a run asks for, and counts each run by itself', async () => {
    const first = await begin({ failures: 1, mode: 'status', status: 429, retryAfter: 2 });
    const second = await begin({ failures: 0, mode: 'status', status: 503 });
    const failed = await first();
    expect([failed.status, failed.headers.get('retry-after')]).toEqual([429, '2']);
    expect(await (await first()).json()).toMatchObject({ call: 2 });
    expect(await (await second()).json()).toMatchObject({ call: 1 });
  });

  it.each([
    { failures: -1, mode: 'status', status: 503 },
    { failures: 1, mode: 'slow', status: 503 },
    { failures: 1, mode: 'status', status: 404 },
    { mode: 'status', status: 503 },
  ])('refuses a run that makes no sense: %j', async (wrong) => {
    expect((await post(wrong)).status).toBe(400);
  });

  it('keeps the latest hundred runs', async () => {
    const calls: (() => Promise<Response>)[] = [];
    for (let run = 0; run < 101; run++) calls.push(await begin({ failures: 0, mode: 'status', status: 503 }));
    expect([(await calls[0]!()).status, (await calls[1]!()).status]).toEqual([404, 200]);
  });
});
