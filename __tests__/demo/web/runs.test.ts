import fastify, { type FastifyInstance } from 'fastify';
import { serveRuns } from '../../../demo/web/server/runs';

let app: FastifyInstance;

beforeEach(() => {
  app = fastify();
  serveRuns(app);
});

afterEach(() => app.close());

const begin = (payload: object) => app.inject({ method: 'POST', url: '/runs', payload });

describe('the flaky server behind the playground', () => {
  it('fails as often as a run asks for, and counts each run by itself', async () => {
    const first = (await begin({ failures: 1, mode: 'status', status: 429, retryAfter: 2 })).json<{
      url: string;
    }>();
    const second = (await begin({ failures: 0, mode: 'status', status: 503 })).json<{ url: string }>();
    const failed = await app.inject(`${first.url}/orders`);
    expect([failed.statusCode, failed.headers['retry-after']]).toEqual([429, '2']);
    expect((await app.inject(`${first.url}/orders`)).json()).toMatchObject({ call: 2 });
    expect((await app.inject(`${second.url}/orders`)).json()).toMatchObject({ call: 1 });
  });

  it.each([
    { failures: -1, mode: 'status', status: 503 },
    { failures: 1, mode: 'slow', status: 503 },
    { failures: 1, mode: 'status', status: 404 },
    { mode: 'status', status: 503 },
  ])('refuses a run that makes no sense: %j', async (wrong) => {
    expect((await begin(wrong)).statusCode).toBe(400);
  });

  it('keeps the latest hundred runs', async () => {
    const urls: string[] = [];
    for (let run = 0; run < 101; run++) {
      urls.push((await begin({ failures: 0, mode: 'status', status: 503 })).json<{ url: string }>().url);
    }
    const statuses = [urls[0]!, urls[1]!].map(async (url) => (await app.inject(`${url}/orders`)).statusCode);
    expect(await Promise.all(statuses)).toEqual([404, 200]);
  });
});
