import type { Socket } from 'node:net';
import { BODY, type Ending } from './fault';
import { inflict } from './fault-server';
import { RawServer } from './raw-server';

// RFC 9113 §6
const DATA = 0;
const HEADERS = 1;
const RST_STREAM = 3;
const SETTINGS = 4;
const PING = 6;
const GOAWAY = 7;
const END_STREAM = 1;
const ACK = 1;
const END_HEADERS = 4;
const PREFACE_LENGTH = 24;
const HEAD_LENGTH = 9;

/** RFC 9113 §7 */
export const CODES = {
  NO_ERROR: 0,
  PROTOCOL_ERROR: 1,
  INTERNAL_ERROR: 2,
  FLOW_CONTROL_ERROR: 3,
  REFUSED_STREAM: 7,
  CANCEL: 8,
  ENHANCE_YOUR_CALM: 11,
} as const;
export type CodeName = keyof typeof CODES;

/** What fails: the connection; the stream; or the session, which says which streams it has seen to. */
export type Http2Ending =
  Ending | { readonly reset: CodeName } | { readonly goaway: CodeName; readonly processed: boolean };

/** Where it fails: before anything is read, after the head of a request, or after so many bytes of the answer. */
export interface Http2Fault {
  readonly at: 'unread' | 'head' | number;
  readonly ending: Http2Ending;
}

function frame(type: number, flags: number, stream: number, payload: Buffer = Buffer.alloc(0)): Buffer {
  const head = Buffer.alloc(HEAD_LENGTH);
  head.writeUIntBE(payload.length, 0, 3);
  head.writeUInt8(type, 3);
  head.writeUInt8(flags, 4);
  head.writeUInt32BE(stream, 5);
  return Buffer.concat([head, payload]);
}

const numbers = (...values: readonly number[]): Buffer => {
  const buffer = Buffer.alloc(4 * values.length);
  values.forEach((value, index) => buffer.writeUInt32BE(value, 4 * index));
  return buffer;
};

/** The frames of the good answer. 0x88 is `:status: 200` in HPACK. */
const framesOf = (stream: number): Buffer[] => [
  frame(HEADERS, END_HEADERS, stream, Buffer.of(0x88)),
  frame(DATA, 0, stream, Buffer.from(BODY.slice(0, 5))),
  frame(DATA, END_STREAM, stream, Buffer.from(BODY.slice(5))),
];

/** How many bytes the good answer has. */
export const ANSWER_LENGTH = Buffer.concat(framesOf(1)).length;

/** After how many bytes each frame of the answer but the last has ended, and where it begins. */
export const FRAME_ENDS = [0, ...framesOf(1).slice(0, 2)].reduce<number[]>(
  (ends, part) => [...ends, (ends.at(-1) ?? 0) + (typeof part === 'number' ? 0 : part.length)],
  [],
);

/** An HTTP/2 server on raw sockets. It fails some requests in one way, and answers all others. */
export class Http2Server extends RawServer {
  requests = 0;
  /** How many requests or connections have failed. */
  failed = 0;
  /** Counts everything that happens. */
  events = 0;

  constructor(
    private readonly fault: Http2Fault,
    private readonly times: number,
    secure: boolean,
  ) {
    super({ secure, ALPNProtocols: ['h2'] });
  }

  protected override happened(): void {
    this.events++;
  }

  private fails(): boolean {
    if (this.failed >= this.times) return false;
    this.failed++;
    return true;
  }

  protected serve(socket: Socket, raw: Socket): void {
    if (this.fault.at === 'unread' && this.fails()) {
      this.fail(socket, raw, 0);
      return;
    }
    socket.write(frame(SETTINGS, 0, 0));
    let bytes: Buffer = Buffer.alloc(0);
    let skip = PREFACE_LENGTH;
    socket.on('data', (chunk: Buffer) => {
      this.events++;
      bytes = Buffer.concat([bytes, chunk]);
      for (;;) {
        const at = bytes.subarray(skip);
        if (at.length < HEAD_LENGTH) return;
        const end = HEAD_LENGTH + at.readUIntBE(0, 3);
        if (at.length < end) return;
        if (!this.dead.has(raw)) this.take(socket, raw, at.subarray(0, end));
        bytes = at.subarray(end);
        skip = 0;
      }
    });
  }

  private readonly failing = new Set<string>();
  /** The connections on which nothing is read or written any more. */
  private readonly dead = new Set<Socket>();

  private take(socket: Socket, raw: Socket, whole: Buffer): void {
    const type = whole.readUInt8(3);
    const flags = whole.readUInt8(4);
    const stream = whole.readUInt32BE(5);
    const key = `${raw.remotePort} ${stream}`;
    if (type === SETTINGS && !(flags & ACK)) socket.write(frame(SETTINGS, ACK, 0));
    if (type === PING && !(flags & ACK)) socket.write(frame(PING, ACK, 0, whole.subarray(HEAD_LENGTH)));
    if (type === HEADERS) {
      this.requests++;
      if (this.fault.at !== 'unread' && this.fails()) {
        this.failing.add(key);
        if (this.fault.at === 'head') this.fail(socket, raw, stream);
      }
    }
    if (type > HEADERS || !(flags & END_STREAM)) return;
    const answer = Buffer.concat(framesOf(stream));
    if (!this.failing.has(key)) {
      socket.write(answer);
    } else if (typeof this.fault.at === 'number') {
      socket.write(answer.subarray(0, this.fault.at), () => {
        this.fail(socket, raw, stream);
      });
    }
  }

  private fail(socket: Socket, raw: Socket, stream: number): void {
    this.events++;
    const { ending } = this.fault;
    if (typeof ending === 'string') {
      // Other streams of the connection go on if one hangs.
      if (ending !== 'stall') this.dead.add(raw);
      inflict(ending, socket, raw);
    } else if ('reset' in ending) {
      socket.write(frame(RST_STREAM, 0, stream, numbers(CODES[ending.reset])));
    } else {
      const last = ending.processed ? stream : 0;
      socket.end(frame(GOAWAY, 0, 0, numbers(last, CODES[ending.goaway])));
    }
  }
}
