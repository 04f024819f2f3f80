import { getRetryState, type LogEvent, type RetryOptions } from '../../lib';
import { inFakeTime, timedClientFor } from './fake-time';
import {
  ADAPTERS,
  clientFor,
  cutShort,
  errorOf,
  hang,
  refusedPort,
  resetAfterBody,
  startServer,
  status,
  type Behaviour,
} from './server';

const SECRETS = [
  'root-user',
  'pa55word',
  'api-key',
  'body-secret',
  'header-secret',
  'answer-secret',
  'fragment',
];

const FAILURES: readonly (readonly [string, Behaviour, RegExp])[] = [
  ['a status', status(503, { 'x-answer': 'answer-secret' }, 'answer-secret'), /^503 Service Unavailable$/],
  ['a reset', resetAfterBody, /^connection lost \((ECONNRESET|UND_ERR_SOCKET)\)$/],
  ['a timeout', hang, /^timeout \((ECONNABORTED|ETIMEDOUT)\)$/],
  ['an answer cut short', cutShort, /^(200 )?connection lost \(\w+\)$/],
];

describe.each(ADAPTERS)('what is said of a call through the %s adapter', (adapter) => {
  const log = jest.fn<undefined, [string, LogEvent]>();
  const onGiveUp = jest.fn<undefined, Parameters<NonNullable<RetryOptions['onGiveUp']>>>();

  beforeEach(() => {
    log.mockReset();
    onGiveUp.mockReset();
  });

  const secretly = (origin: string): string =>
    `${origin.replace('//', '//root-user:pa55word@')}/orders?key=api-key#fragment`;

  const callWithSecrets = (url: string): Promise<unknown> => {
    const client = timedClientFor(adapter, { log, onGiveUp }, { timeout: 600_000 });
    const config = {
      params: { more: 'api-key' },
      headers: { 'X-Own': 'header-secret', Cookie: 'header-secret' },
    };
    return inFakeTime(() => client.put(url, { card: 'body-secret' }, config));
  };

  const saysNoSecret = (): void => {
    const said = JSON.stringify([log.mock.calls, onGiveUp.mock.calls]);
    for (const secret of SECRETS) expect(said).not.toContain(secret);
  };

  it.each(FAILURES)('after %s names the bare address and no secret', async (_name, behaviour, reason) => {
    const server = await startServer([behaviour, behaviour, behaviour]);
    const error = await errorOf(callWithSecrets(secretly(server.origin)));
    expect(getRetryState(error)?.stopReason).toBe('retries');

    const events = log.mock.calls.map(([, event]) => event);
    expect(events).toMatchObject([
      { type: 'retry' },
      { type: 'retry' },
      { type: 'giveUp', reason: 'retries' },
    ]);
    for (const [line, event] of log.mock.calls) {
      expect(event).toMatchObject({
        method: 'PUT',
        url: `${server.origin}/orders`,
        failure: expect.stringMatching(reason),
      });
      expect(line.startsWith(`PUT ${server.origin}/orders failed: `)).toBe(true);
    }
    saysNoSecret();
    expect(onGiveUp).toHaveBeenCalledTimes(1);
    expect(onGiveUp.mock.calls[0]?.[0]).toEqual(events[2]);
  });

  it('after a refused connection names the bare address and no secret', async () => {
    const origin = `http://127.0.0.1:${await refusedPort()}`;
    const kind = adapter === 'http' ? 'no connection' : 'connection lost';
    await errorOf(callWithSecrets(secretly(origin)));
    expect(log).toHaveBeenCalledTimes(3);
    for (const [line, event] of log.mock.calls) {
      expect(line).toContain(`PUT ${origin}/orders failed: ${kind} (ECONNREFUSED).`);
      expect(event).toMatchObject({ url: `${origin}/orders`, code: 'ECONNREFUSED' });
    }
    saysNoSecret();
  });

  it('sends the user name and the password all the same', async () => {
    const server = await startServer([status(503)]);
    const authorization = `Basic ${Buffer.from('root-user:pa55word').toString('base64')}`;
    await clientFor(adapter, { log }).get(secretly(server.origin));
    expect(server.received.map((call) => call.url)).toEqual(['/orders?key=api-key', '/orders?key=api-key']);
    for (const { rawHeaders } of server.received) expect(rawHeaders).toContain(authorization);
    expect(log.mock.calls.map(([, { type }]) => type)).toEqual(['retry', 'recovered']);
    saysNoSecret();
  });

  it('has no control character of the status text that the server made up', async () => {
    const odd: Behaviour = {
      readsBody: true,
      answer: (_response, { socket }) => {
        socket.end(
          'HTTP/1.1 503 Bu\tsy \u009b31m\r\nconnection: close\r\ncontent-length: 0\r\n\r\n',
          'latin1',
        );
      },
    };
    const server = await startServer([odd]);
    await clientFor(adapter, { log }).get(`${server.origin}/a%0Ab`);
    expect(log.mock.calls.pop()?.[1].type).toBe('recovered');
    expect(log).toHaveBeenCalledTimes(1);
    for (const [line, event] of log.mock.calls) {
      expect(line).toContain('503 Bu');
      expect(line).not.toMatch(/\p{Cc}/u);
      expect(JSON.stringify(event)).not.toMatch(/\\[tnru]/);
    }
  });

  it('goes to console.warn, one line before each wait and one at the end', async () => {
    const warn = jest.spyOn(console, 'warn').mockReturnValue(undefined);
    const server = await startServer([status(503), resetAfterBody, status(404)]);
    const client = clientFor(adapter, { retries: 3, retryDelay: 5, log: undefined });
    await errorOf(client.get(`${server.origin}/orders?key=api-key`));
    const what = `GET ${server.origin}/orders failed`;
    expect(warn.mock.calls).toEqual([
      [expect.stringMatching(/503 Service Unavailable\. Retry 1 of 3 in 5 ms, \S+ m?s elapsed\.$/)],
      [expect.stringMatching(/\(\w+\)\. Retry 2 of 3 in 5 ms, \S+ m?s elapsed\.$/)],
      [expect.stringMatching(/404 Not Found\. Gave up after 2 retries and \S+ m?s \(notRetryable\)\.$/)],
    ]);
    for (const [line] of warn.mock.calls) expect(String(line)).toContain(what);
  });
});
