import type { Socket } from 'node:net';
import { PLACES, type Arrived, type Ending, type Fault } from './fault';
import { RawServer } from './raw-server';

/** A server on raw sockets. It fails some requests in one way, and answers all others. */
export interface FaultServer {
  readonly port: number;
  /** How many connections were opened. */
  readonly connections: number;
  /** How many of them are open. */
  readonly open: number;
  /** Of how many requests at least one byte came, the warm-up apart. */
  readonly requests: number;
  /** The attempts whose head came whole, as the client counts them. */
  readonly attempts: readonly string[];
  /** How many requests or connections have failed. */
  readonly failed: number;
  /** How many of them have been left hanging. */
  readonly stalls: number;
  /** From now on requests fail. What came before was to open a connection that can be used again. */
  arm(): void;
  /** Closes the connections that hang in the handshake. */
  dropStalled?(): void;
  /** Reads on where it had stopped, and so sees which connections the client has closed. */
  readOn(): void;
  close(): Promise<void>;
}

export interface FaultPlan {
  readonly fault: Fault;
  /** How many requests fail. */
  readonly times: number;
  /** The good answer. */
  readonly answer: Buffer;
  readonly secure: boolean;
  /** Called when a request or a connection has been left hanging. */
  readonly onStall?: () => void;
}

/** The header in which the client counts its attempts. */
export const ATTEMPT_HEADER = 'x-attempt';

/** Closes or resets a connection, or leaves it hanging. `raw` is the TCP connection below a TLS one. */
export function inflict(ending: Ending, socket: Socket, raw: Socket): void {
  if (ending === 'RST') raw.resetAndDestroy();
  // Only the server's half is closed: with unread bytes left, closing both would send a reset.
  if (ending === 'FIN') socket.end();
  // The client's own end is seen only by reading on.
  if (ending === 'FIN') socket.resume();
}

/** What has come of a request. */
function arrivedOf(bytes: Buffer): Arrived {
  const end = bytes.indexOf('\r\n\r\n');
  if (end < 0) return { bytes, bodyAt: -1, isWhole: false };
  const length = /^content-length: *(\d+)/im.exec(bytes.toString('latin1', 0, end))?.[1] ?? 0;
  const bodyAt = end + 4;
  return { bytes, bodyAt, isWhole: bytes.length >= bodyAt + Number(length) };
}

class Listener extends RawServer implements FaultServer {
  requests = 0;
  stalls = 0;
  readonly attempts: string[] = [];
  failed = 0;
  /** How many requests fail, those included that have not come so far yet. */
  private failing = 0;
  private isArmed = false;

  constructor(private readonly plan: FaultPlan) {
    super({ secure: plan.secure, pauseOnConnect: true });
  }

  arm(): void {
    this.isArmed = true;
    this.onArmed();
  }

  readOn(): void {
    for (const socket of this.sockets.values()) socket.resume();
  }

  /** Fails the connection that was opened for the warm-up, if it is to fail before the request is read. */
  private onArmed = (): void => undefined;

  private get failsUnread(): boolean {
    return this.isArmed && this.plan.fault.at === 'before anything of it is read' && this.takeFault();
  }

  private takeFault(): boolean {
    if (this.failing >= this.plan.times) return false;
    this.failing++;
    return true;
  }

  private fail(socket: Socket, raw: Socket): void {
    const { ending } = this.plan.fault;
    this.failed++;
    if (ending === 'stall') {
      this.stalls++;
      this.plan.onStall?.();
    }
    inflict(ending, socket, raw);
  }

  protected serve(socket: Socket, raw: Socket): void {
    if (this.failsUnread) {
      this.fail(socket, raw);
      return;
    }
    let bytes: Buffer = Buffer.alloc(0);
    let isFailing = false;
    let isOver = false;
    const { fault } = this.plan;
    socket.on('data', (chunk: Buffer) => {
      if (isOver) return;
      if (!bytes.length && this.isArmed) {
        this.requests++;
        isFailing = this.takeFault();
      }
      bytes = bytes.length ? Buffer.concat([bytes, chunk]) : chunk;
      const arrived = arrivedOf(bytes);
      const hasArrived = typeof fault.at === 'string' ? PLACES[fault.at](arrived) : arrived.isWhole;
      if (isFailing ? hasArrived : arrived.isWhole) this.noteAttempt(arrived);
      if (isFailing && hasArrived) {
        isOver = true;
        this.failAt(socket, raw);
      } else if (arrived.isWhole) {
        bytes = Buffer.alloc(0);
        socket.write(this.plan.answer);
      }
    });
    this.onArmed = () => {
      if (!this.failsUnread) return;
      isOver = true;
      socket.pause();
      this.fail(socket, raw);
    };
    socket.resume();
  }

  private failAt(socket: Socket, raw: Socket): void {
    const { at } = this.plan.fault;
    if (typeof at === 'number' && at > 0) {
      socket.write(this.plan.answer.subarray(0, at), () => {
        this.fail(socket, raw);
      });
      return;
    }
    // What has come since stays unread.
    socket.pause();
    this.fail(socket, raw);
  }

  private noteAttempt({ bytes, bodyAt }: Arrived): void {
    if (!this.isArmed) return;
    const head = bytes.toString('latin1', 0, bodyAt < 0 ? undefined : bodyAt);
    const attempt = new RegExp(`^${ATTEMPT_HEADER}: *(\\d+)`, 'im').exec(head)?.[1];
    if (attempt) this.attempts.push(attempt);
  }
}

/** Starts a server for one trial. */
export const startFaultServer = (plan: FaultPlan): Promise<FaultServer> => new Listener(plan).listen();
