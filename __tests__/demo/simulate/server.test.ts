import type { Scenario } from '../../../demo/simulate/scenario';
import { startServer, type Server } from '../../../demo/simulate/server';
import { CALM, OUTAGE } from './scenario';

const start = (scenario: Scenario, random = () => 0.5): Server => startServer(scenario, random);

/** The statuses that calls at one time get. */
const statuses = (server: Server, calls: number, now: number): unknown[] =>
  Array.from({ length: calls }, () => server(now).status);

describe('the server', () => {
  it('answers with success after its latency, and with 503 above its capacity', () => {
    const server = start({ ...CALM, capacity: 10 });
    expect(server(0)).toEqual({ status: 200, delay: 50 });
    expect(server(0)).toEqual({ status: 503, delay: 50 });
  });

  it('answers with 503 during an outage, and with success as soon as that is over', () => {
    const server = start(OUTAGE);
    expect(server(19_999)).toEqual({ status: 503, delay: 50 });
    expect(server(20_000)).toEqual({ status: 200, delay: 50 });
  });

  it('is not there during an outage that refuses connections', () => {
    expect(start({ ...OUTAGE, outageMode: 'refuse' })(0)).toEqual({ delay: 0 });
  });

  it('says when to come back during an outage, if it is told to', () => {
    const server = start({ ...OUTAGE, outageRetryAfter: 5 });
    expect(server(0)).toEqual({ status: 503, delay: 50, retryAfter: 5 });
    expect(server(20_000)).toEqual({ status: 200, delay: 50 });
    expect(start({ ...OUTAGE, outageMode: 'refuse', outageRetryAfter: 5 })(0)).toEqual({ delay: 0 });
  });

  it('has half of its capacity during a brown-out', () => {
    const server = start({ ...CALM, capacity: 40, brownOut: { from: 1000, to: 2000 } });
    expect(statuses(server, 5, 900)).toEqual([200, 200, 200, 200, 503]);
    expect(statuses(server, 5, 1000)).toEqual([200, 200, 503, 503, 503]);
    expect(statuses(server, 5, 2000)).toEqual([200, 200, 200, 200, 503]);
  });

  it('adds the time in its queue to its latency', () => {
    const server = start({ ...CALM, capacity: 10, queue: 1 });
    expect([server(0), server(0), server(0)]).toEqual([
      { status: 200, delay: 50 },
      { status: 200, delay: 150 },
      { status: 503, delay: 50 },
    ]);
  });

  it('is shielded by a rate limiter, which answers with 429 and Retry-After', () => {
    const server = start({ ...CALM, capacity: 10, rateLimit: 1, rateWindow: 1000 });
    expect([server(0), server(100)]).toEqual([
      { status: 200, delay: 50 },
      { status: 429, delay: 50, retryAfter: 1 },
    ]);
  });

  it('fails by chance as often as it is told to', () => {
    const draws = [0.049, 0.05, 0.9];
    const server = start({ ...CALM, errorRate: 0.05 }, () => draws.shift() ?? 0);
    expect(statuses(server, 3, 0)).toEqual([503, 200, 200]);
  });

  it('is well during the warm-up, whatever comes after it', () => {
    const server = start({ ...OUTAGE, warmUp: 10_000, rateLimit: 1, rateWindow: 1000 });
    const times = [0, 0, 9999, 10_000, 29_999, 30_000, 30_000];
    expect(times.map((now) => server(now).status)).toEqual([200, 200, 200, 503, 503, 200, 429]);
  });

  it('may be down several times', () => {
    const outages = [
      { from: 0, to: 1000 },
      { from: 2000, to: 3000 },
    ];
    const server = start({ ...CALM, outages });
    expect([0, 1000, 2000, 3000].map((now) => server(now).status)).toEqual([503, 200, 503, 200]);
  });
});
