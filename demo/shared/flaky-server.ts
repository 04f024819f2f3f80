import { STATUS_CODES } from 'node:http';
import fastify, { type FastifyReply, type FastifyRequest } from 'fastify';

/** What a server does while it fails. */
export const MODES = ['status', 'reset', 'hang'] as const;
export const STATUSES = [503, 429, 500] as const;

export interface FlakyServerOptions {
  /** How many calls fail before all others succeed. */
  readonly failures: number;
  /** `status`: answer with it; `reset`: reset the connection; `hang`: never answer. */
  readonly mode: (typeof MODES)[number];
  readonly status: (typeof STATUSES)[number];
  /** Seconds for a `Retry-After` beside the status. */
  readonly retryAfter?: number;
}

export interface FlakyServer {
  readonly url: string;
  /** How many calls it has had. */
  readonly calls: number;
  /** Stops listening and ends all connections, those that hang as well. */
  close(): Promise<void>;
}

/** A status as it stands in an answer: `503 Service Unavailable`. */
export const statusText = (status: number): string => `${status} ${STATUS_CODES[status] ?? ''}`.trimEnd();

/** What a call gets that fails, in words. */
export function describeFailure({ mode, status, retryAfter }: FlakyServerOptions): string {
  if (mode === 'reset') return 'a connection reset';
  if (mode === 'hang') return 'no answer';
  return statusText(status) + (retryAfter === undefined ? '' : ` with Retry-After: ${retryAfter}`);
}

/** Lets a call fail as a server was told to. */
export function fail(
  { raw }: FastifyRequest,
  reply: FastifyReply,
  { mode, status, retryAfter }: FlakyServerOptions,
  call: number,
): FastifyReply {
  if (mode !== 'status') {
    reply.hijack();
    if (mode === 'reset') raw.socket.resetAndDestroy();
    return reply;
  }
  if (retryAfter !== undefined) reply.header('Retry-After', retryAfter);
  return reply.code(status).send({ call, message: 'Try again later.' });
}

/** Lets a call succeed. */
export const succeed = (reply: FastifyReply, call: number): FastifyReply =>
  reply.send({ call, message: 'It works.' });

/**
 * Starts a server on a free port of this machine whose first calls fail, whatever their method and path.
 *
 * @param onCall is told of each call and of what it gets.
 */
export async function startFlakyServer(
  options: FlakyServerOptions,
  onCall?: (call: number, request: string, answer: string) => void,
): Promise<FlakyServer> {
  let calls = 0;

  const answer = (request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const call = ++calls;
    const fails = call <= options.failures;
    onCall?.(call, `${request.method} ${request.url}`, fails ? describeFailure(options) : statusText(200));
    return fails ? fail(request, reply, options, call) : succeed(reply, call);
  };

  // Without forceCloseConnections, close() would wait for the calls that hang.
  const app = fastify({ forceCloseConnections: true });
  // Any body will do: it is read and thrown away, so that the connection can be used again.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_request, body, done) => {
    body.on('end', () => {
      done(null);
    });
    body.resume();
  });
  app.all('/*', answer);

  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  return {
    url,
    get calls() {
      return calls;
    },
    close: () => app.close(),
  };
}
