import { json, startServer, status, type Behaviour, type Received } from '../http/scripted-server';

const CORS = {
  'access-control-allow-origin': '*',
  'access-control-allow-methods': 'GET, PUT, POST',
  'access-control-allow-headers': 'content-type, idempotency-key',
  // On a connection that was used before, Chromium sends again by itself what got no answer.
  connection: 'close',
};

/** Lets a page of another origin read the answer. */
const readable = ({ readsBody, answer }: Behaviour): Behaviour => ({
  readsBody,
  answer: (response, request) => {
    for (const [name, value] of Object.entries(CORS)) response.setHeader(name, value);
    answer(response, request);
  },
});

/** A server on an origin of its own. */
export interface Api {
  readonly origin: string;
  /** The requests so far, in order, without those by which the browser asks whether it may send them. */
  readonly received: readonly Received[];
}

/** Starts a server that does what `script` says with each request in turn, and answers 200 to all after them. */
export async function startApi(script: readonly Behaviour[]): Promise<Api> {
  let count = 0;
  const server = await startServer(({ method }) => {
    if (method === 'OPTIONS') return readable(status(204));
    const behaviour = script[count++];
    return readable(behaviour ?? json({ request: count }));
  });
  return {
    origin: server.origin,
    get received() {
      return server.received.filter(({ method }) => method !== 'OPTIONS');
    },
  };
}
