import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import type { Ending, Handshake } from './fault';
import { inflict, type FaultServer } from './fault-server';

/** A relay before a TLS server. It passes on what both say, and fails some connections during the handshake. */
class Cutter implements FaultServer {
  connections = 0;
  failed = 0;
  stalls = 0;
  private readonly relay: Server;
  private readonly sockets = new Set<Socket>();
  private readonly stalled: Socket[] = [];

  constructor(
    private readonly back: FaultServer,
    place: Handshake['handshake'],
    ending: Ending,
    times: number,
  ) {
    this.relay = createServer((front) => {
      const isFailing = ++this.connections <= times;
      this.add(front);
      if (isFailing && place === 'accepted') this.fail(ending, front);
      else this.connectBack(front, (said) => isFailing && this.passSome(Number(place), ending, front, said));
    });
  }

  get port(): number {
    return (this.relay.address() as AddressInfo).port;
  }
  get open(): number {
    return this.sockets.size + this.back.open;
  }
  get requests(): number {
    return this.back.requests;
  }
  get attempts(): readonly string[] {
    return this.back.attempts;
  }

  async listen(): Promise<this> {
    await new Promise<void>((resolve) => this.relay.listen(0, '127.0.0.1', resolve));
    return this;
  }
  arm(): void {
    this.back.arm();
  }
  dropStalled(): void {
    for (const socket of this.stalled.splice(0)) socket.destroy();
  }
  readOn(): void {
    this.back.readOn();
  }
  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.relay.close(resolve));
    await this.back.close();
  }

  private add(socket: Socket): void {
    this.sockets.add(socket);
    socket.on('close', () => this.sockets.delete(socket));
    socket.on('error', () => undefined);
  }

  private fail(ending: Ending, front: Socket): void {
    this.failed++;
    if (ending === 'stall') {
      this.stalls++;
      this.stalled.push(front);
    }
    inflict(ending, front, front);
    front.resume();
  }

  /** @param fails whether the relay has dealt with what the server said, because the connection fails. */
  private connectBack(front: Socket, fails: (said: Buffer) => boolean): void {
    const back = connect(this.back.port, '127.0.0.1');
    this.add(back);
    back.on('data', (said: Buffer) => {
      if (!fails(said)) front.write(said);
    });
    front.on('data', (said: Buffer) => back.write(said));
    front.on('close', () => back.destroy());
    back.on('close', () => front.destroy());
  }

  /** The first flight of the server comes at once, and is longer than any place. */
  private passSome(count: number, ending: Ending, front: Socket, said: Buffer): boolean {
    front.removeAllListeners('data');
    if (count)
      front.write(said.subarray(0, count), () => {
        this.fail(ending, front);
      });
    else this.fail(ending, front);
    return true;
  }
}

export const startHandshakeCutter = (
  back: FaultServer,
  place: Handshake['handshake'],
  ending: Ending,
  times: number,
): Promise<FaultServer> => new Cutter(back, place, ending, times).listen();
