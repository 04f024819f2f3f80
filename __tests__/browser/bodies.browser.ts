import { resetAfterBody, status, type Received } from '../http/scripted-server';
import { startApi } from './api';
import { SETTINGS, type Client } from './client';
import { openClient } from './pages';
import type { PageCall } from './page-call';

const typeOf = ({ rawHeaders }: Received): string | undefined =>
  rawHeaders[rawHeaders.findIndex((name) => name.toLowerCase() === 'content-type') + 1];

/** Sends a body three times, and returns what came of each attempt. */
async function sendThrice(
  client: Client,
  { config, ...rest }: Partial<PageCall>,
): Promise<readonly Received[]> {
  const api = await startApi([status(503), resetAfterBody]);
  const outcome = await client.call(api, {}, { config: { method: 'put', ...config }, ...rest });
  expect(outcome).toMatchObject({ status: 200, data: { attempt: 3 }, state: { retryCount: 2 } });
  expect(api.received).toHaveLength(3);
  return api.received;
}

const BODIES: readonly (readonly [name: string, call: Partial<PageCall>, bytes: Buffer, type: string])[] = [
  [
    'JSON',
    { config: { data: { name: 'Żółć 🚲', lines: [1, null] } } },
    Buffer.from('{"name":"Żółć 🚲","lines":[1,null]}'),
    'application/json',
  ],
  [
    'URLSearchParams',
    { body: 'params' },
    Buffer.from('a=1+%2B+1&%C5%BC=%C3%A9'),
    'application/x-www-form-urlencoded;charset=utf-8',
  ],
  [
    'Blob',
    { body: 'blob', config: { headers: { 'Content-Type': 'image/png' } } },
    Buffer.from(Array.from({ length: 300 }, (_, n) => n % 256)),
    'image/png',
  ],
];

describe.each(SETTINGS)('the $build build with the $adapter adapter', (setting) => {
  it.each(BODIES)('sends the same bytes of a %s in each attempt', async (_name, call, bytes, type) => {
    const client = await openClient(setting);
    const received = await sendThrice(client, call);
    expect(received.map(({ body }) => body)).toEqual([bytes, bytes, bytes]);
    expect(received.map((request) => typeOf(request)?.toLowerCase())).toEqual([type, type, type]);
  });

  it('sends the same parts of a form with a file in each attempt, with the boundary that the browser draws', async () => {
    const client = await openClient(setting);
    const received = await sendThrice(client, { body: 'form' });
    const boundaries = received.map((request) =>
      typeOf(request)?.replace('multipart/form-data; boundary=', ''),
    );
    expect(boundaries).toEqual(
      Array(3).fill(expect.stringMatching(/^----(WebKitFormBoundary|geckoformboundary)\w+$/)),
    );
    expect(new Set(boundaries).size).toBe(3);

    const [parts, ...others] = received.map(({ body }, n) =>
      body.toString('latin1').split(`--${boundaries[n]}`),
    );
    expect(others).toEqual([parts, parts]);
    // Between what stands before the first boundary and after the last.
    expect(parts).toHaveLength(2 + 5);
    expect(Buffer.from(parts?.[1] ?? '', 'latin1').toString()).toBe(
      '\r\nContent-Disposition: form-data; name="name"\r\n\r\nŻółć 🚲\r\n',
    );
    expect(Buffer.from(parts?.[5] ?? '', 'latin1').toString()).toBe(
      '\r\nContent-Disposition: form-data; name="file"; filename="prüfung %221%22.txt"\r\n' +
        'Content-Type: text/plain\r\n\r\nline 1\r\nline 2\r\n',
    );
  });
});
