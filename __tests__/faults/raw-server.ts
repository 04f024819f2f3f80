import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { createSecureContext, TLSSocket } from 'node:tls';
import { IDENTITY } from './identity';

const secureContext = createSecureContext(IDENTITY);

/** What differs between the servers that listen on raw sockets. */
export interface RawOptions {
  readonly secure: boolean;
  /** Whether nothing is read from a connection until somebody asks. */
  readonly pauseOnConnect?: boolean;
  /** What a TLS connection is for. */
  readonly ALPNProtocols?: string[];
}

/** Listens on a free port, plain or with TLS, and keeps account of its connections. */
export abstract class RawServer {
  connections = 0;
  /** Each TCP connection, and the TLS one on it. */
  protected readonly sockets = new Map<Socket, Socket>();
  private readonly server: Server;

  constructor({ secure, pauseOnConnect = false, ALPNProtocols }: RawOptions) {
    this.server = createServer({ pauseOnConnect }, (raw) => {
      this.connections++;
      this.happened();
      this.sockets.set(raw, raw);
      raw.on('close', () => {
        this.sockets.delete(raw);
        this.happened();
      });
      raw.on('error', () => undefined);
      if (!secure) {
        this.serve(raw, raw);
        return;
      }
      const socket = new TLSSocket(raw, {
        isServer: true,
        secureContext,
        ...(ALPNProtocols && { ALPNProtocols }),
      });
      this.sockets.set(raw, socket);
      socket.on('error', () => undefined);
      socket.on('secure', () => {
        this.happened();
        this.serve(socket, raw);
      });
    });
  }

  /** Serves a connection. `raw` is the TCP connection below a TLS one. */
  protected abstract serve(socket: Socket, raw: Socket): void;

  /** Called when a connection has come, is secure or has closed. */
  protected happened(): void {
    // Most servers have nothing to do then.
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  get open(): number {
    return this.sockets.size;
  }

  async listen(): Promise<this> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return this;
  }

  async close(): Promise<void> {
    for (const raw of this.sockets.keys()) raw.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
