import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { freePort } from '../../../demo/shared/free-port';
import { findRedis, NO_REDIS } from '../../../demo/fleet/redis';

const NOT_THERE = 'no-such-redis-server';

describe('the Redis of demo:fleet', () => {
  it('is not there: says how to start one', async () => {
    const usual = `redis://127.0.0.1:${await freePort()}`;
    expect(await findRedis({}, usual, NOT_THERE)).toBe(NO_REDIS);
    expect(NO_REDIS).toContain('docker run');
    expect(NO_REDIS).toContain('REDIS_URL=');
  });

  it('is named and does not answer: says so, and takes no other', async () => {
    const port = await freePort();
    const found = await findRedis({ REDIS_URL: `redis://:s3cret@127.0.0.1:${port}` });
    expect(found).toMatch(/^The Redis at REDIS_URL can't be used: .*\n$/);
    expect(found).not.toContain('s3cret');
  });

  it('has a wrong URL', async () => {
    expect(await findRedis({ REDIS_URL: 'nonsense' })).toMatch(/^The Redis at REDIS_URL can't be used: /);
  });

  it('is something else', async () => {
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.end('HTTP/1.1 400 Bad Request\r\n\r\n');
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const usual = `redis://127.0.0.1:${(server.address() as AddressInfo).port}`;
    try {
      expect(await findRedis({}, usual, NOT_THERE)).toBe(NO_REDIS);
    } finally {
      server.close();
    }
  });
});
