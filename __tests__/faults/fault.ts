import { gzipSync } from 'node:zlib';

/** How a connection fails: it is closed, it is reset, or it stays open and nothing comes any more. */
export const ENDINGS = ['FIN', 'RST', 'stall'] as const;
export type Ending = (typeof ENDINGS)[number];

/** What the good answer says. */
export const BODY = '{"ok":"yes"}';

const GZIPPED = gzipSync(BODY);

/** The good answer in three codings. `connection` is the field that keeps the connection or closes it. */
const CODINGS = {
  length: (connection: string) =>
    Buffer.from(`HTTP/1.1 200 OK\r\n${connection}content-length: ${BODY.length}\r\n\r\n${BODY}`),
  chunked: (connection: string) => {
    const chunk = (text: string): string => `${text.length.toString(16)}\r\n${text}\r\n`;
    const head = `HTTP/1.1 200 OK\r\n${connection}transfer-encoding: chunked\r\n\r\n`;
    return Buffer.from(head + chunk(BODY.slice(0, 5)) + chunk(BODY.slice(5)) + chunk(''));
  },
  gzip: (connection: string) =>
    Buffer.concat([
      Buffer.from(
        `HTTP/1.1 200 OK\r\n${connection}content-encoding: gzip\r\ncontent-length: ${GZIPPED.length}\r\n\r\n`,
      ),
      GZIPPED,
    ]),
} as const;

export type Coding = keyof typeof CODINGS;
export const CODING_NAMES = Object.keys(CODINGS) as Coding[];

export const answerIn = (coding: Coding, keepAlive: boolean): Buffer =>
  CODINGS[coding](keepAlive ? '' : 'connection: close\r\n');

export const LONG_HEADER = 'x-long';

/** What has come of a request so far. */
export interface Arrived {
  readonly bytes: Buffer;
  /** Where the body begins; −1 as long as the head has not come whole. */
  readonly bodyAt: number;
  readonly isWhole: boolean;
}

/** Whether so many bytes have come after the end of `text`. */
const isPast = ({ bytes }: Arrived, text: string, count: number): boolean => {
  const at = bytes.indexOf(text);
  return at >= 0 && bytes.length >= at + text.length + count;
};

const isInBody = ({ bytes, bodyAt }: Arrived, count: number): boolean =>
  bodyAt >= 0 && bytes.length >= bodyAt + count;

/** The ten places of a request: whether it has come that far. */
export const PLACES = {
  'before anything of it is read': () => true,
  'after its first byte': ({ bytes }) => bytes.length > 0,
  'in its request line': ({ bytes }) => bytes.length > 6,
  'after its request line': (arrived) => isPast(arrived, '\r\n', 0),
  'in the name of a header': (arrived) => isPast(arrived, '\r\n', 3),
  'in the value of a long header': (arrived) => isPast(arrived, `${LONG_HEADER}: `, 1000),
  'after its headers': ({ bodyAt }) => bodyAt >= 0,
  'after the first byte of its body': (arrived) => isInBody(arrived, 1),
  'in its long body': (arrived) => isInBody(arrived, 1000),
  'after all of it': ({ isWhole }) => isWhole,
} as const satisfies Readonly<Record<string, (arrived: Arrived) => boolean>>;

export type Place = keyof typeof PLACES;
export const PLACE_NAMES = Object.keys(PLACES) as Place[];

/** Places that a request without a body does not have. */
export const isOfBody = (place: Place): boolean => place.endsWith('body');

/** During the TLS handshake: when the connection is accepted, or after so many bytes of what the server says. */
export interface Handshake {
  readonly handshake: 'accepted' | number;
}

/** Where a connection fails: in the handshake, at a place of the request, or after so many bytes of the answer. */
export interface Fault {
  readonly at: Handshake | Place | number;
  readonly ending: Ending;
}
