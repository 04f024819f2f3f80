import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { freePort } from '../../demo/shared/free-port';

/** A free port. Below 55,536, since a cluster node also listens on the one 10,000 above. */
async function lowFreePort(): Promise<number> {
  for (;;) {
    const port = await freePort();
    if (port < 55_000) return port;
  }
}

/** A `redis-server` of its own, on a free port of this machine. */
export class RedisServer {
  private child: ChildProcess | undefined;
  private readonly clients: Redis[] = [];
  private readonly folder = mkdtempSync(join(tmpdir(), 'axios-backoff-redis-'));

  private constructor(
    readonly port: number,
    readonly args: readonly string[],
  ) {}

  static async start(...args: string[]): Promise<RedisServer> {
    const server = new RedisServer(await lowFreePort(), args);
    await server.start();
    return server;
  }

  /** Starts it, or starts it again: empty, on the same port. */
  async start(): Promise<void> {
    const own = ['--port', String(this.port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
    this.child = spawn('redis-server', [...own, '--dir', this.folder, ...this.args], { stdio: 'ignore' });
    const failed = once(this.child, 'error').then(([error]) => {
      throw error as Error;
    });
    await Promise.race([failed, this.isReady()]);
    failed.catch(() => undefined);
  }

  private async isReady(): Promise<void> {
    for (;;) {
      const client = this.connect({ lazyConnect: true, retryStrategy: null, maxRetriesPerRequest: 0 });
      const answer = await client
        .connect()
        .then(() => client.ping())
        .catch((error: unknown) => String(error));
      client.disconnect();
      // One that wants a password is ready as well.
      if (answer === 'PONG' || answer.includes('NOAUTH')) return;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  /** A client, to look at what is stored. It is closed with the server at the latest. */
  connect(options: object = {}): Redis {
    const client = new Redis({ port: this.port, host: '127.0.0.1', ...options });
    this.clients.push(client);
    return client.on('error', () => undefined);
  }

  /** Runs `redis-cli`, for what a client makes hard. */
  cli(...args: string[]): string {
    return execFileSync('redis-cli', ['-p', String(this.port), ...args], { encoding: 'utf8' });
  }

  signal(signal: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT'): void {
    this.child?.kill(signal);
  }

  async kill(): Promise<void> {
    const { child } = this;
    if (child?.exitCode !== null || child.signalCode !== null) return;
    const exit = once(child, 'exit');
    child.kill('SIGKILL');
    await exit;
  }

  async close(): Promise<void> {
    // They would try to reach it again and again.
    for (const client of this.clients) client.disconnect();
    await this.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
