import { headerOf } from './headers';
import { member, safely } from '../checks/member';
import { nothing, startTimer } from '../time/timer';

/** The members used of a streamed body: the first three of a Node stream, the last two of a web stream. */
interface BodyStream {
  readonly pipe?: unknown;
  on?(event: string, listener: (chunk: unknown) => void): unknown;
  destroy?(): unknown;
  getReader(): ReadableStreamDefaultReader<Uint8Array>;
  cancel(): Promise<unknown>;
}

// Reading more than this costs more than a new connection. In bytes and in milliseconds.
const LARGEST = 65_536;
const LONGEST = 500;

function streamOf(response: unknown): BodyStream | undefined {
  const data = member(response, 'data');
  return typeof (member(data, 'pipe') ?? member(data, 'getReader')) === 'function'
    ? (data as BodyStream)
    : undefined;
}

/**
 * Frees the connection of a response of `responseType: 'stream'`, which holds it until it is read or
 * destroyed.
 */
export function discard(response: unknown): void {
  const stream = streamOf(response);
  if (stream)
    attempt(() => {
      // A destroyed stream may still emit an error; without a listener that would end the process.
      stream.on?.('error', nothing);
      return stream.destroy ? stream.destroy() : stream.cancel();
    });
}

/** Closes something. If that fails, at once or later, it must not replace the HTTP error. */
function attempt(close: () => unknown): void {
  Promise.resolve(safely(close)).catch(nothing);
}

/**
 * Reads such a response to its end, so that its connection can be reused. If that is long, or takes long, the
 * stream is destroyed instead.
 *
 * @returns a function that destroys what is left of the stream.
 */
export function drain(response: unknown): () => void {
  const stream = streamOf(response);
  if (!stream) return nothing;
  // Undefined once the stream has ended, so that a sleeping call does not hold it.
  let destroy: (() => void) | undefined = () => {
    discard(response);
  };
  const end = (): void => {
    stopTimer();
    destroy = undefined;
  };
  const stop = (): void => {
    destroy?.();
    end();
  };
  const stopTimer = startTimer(LONGEST, stop);
  let size = 0;
  const count = (chunk: unknown): void => {
    const length = member(chunk, 'length');
    // Empty chunks, and those without a length, must come to an end as well.
    size += typeof length === 'number' && length > 0 ? length : 1;
    if (size > LARGEST) stop();
  };
  try {
    if (Number(headerOf(member(response, 'headers'), 'content-length')) > LARGEST) stop();
    else if (stream.pipe) readNodeStream(stream, count, end);
    else destroy = readWebStream(stream, count, end);
  } catch {
    stop();
  }
  return stop;
}

function readNodeStream(stream: BodyStream, count: (chunk: unknown) => void, end: () => void): void {
  for (const event of ['end', 'error', 'close']) stream.on?.(event, end);
  stream.on?.('data', count);
}

/** @returns a function that destroys the stream, which is locked from now on. */
function readWebStream(stream: BodyStream, count: (chunk: unknown) => void, end: () => void): () => void {
  const reader = stream.getReader();
  const read = async (): Promise<void> => {
    for (let chunk = await reader.read(); chunk.value; chunk = await reader.read()) count(chunk.value);
    end();
  };
  read().catch(end);
  return () => {
    attempt(() => reader.cancel());
  };
}
