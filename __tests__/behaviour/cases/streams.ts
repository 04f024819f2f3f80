import assert from 'node:assert/strict';
import { Agent } from 'node:http';
import { Readable } from 'node:stream';
import FormData from 'form-data';
import { getRetryState } from '../../../lib';
import { resetAfterBody, startServer, status } from '../../http/scripted-server';
import { busy, clientFor, errorOf, onEachAdapter } from '../client';
import { behaviour } from '../harness';

const stream = (): Readable => Readable.from([Buffer.from('line 1\n'), Buffer.from('line 2\n')]);

behaviour('a stream that has been read is not sent again, empty', async () => {
  for (const failure of [busy, resetAfterBody]) {
    const server = await startServer([failure]);
    const error = await errorOf(clientFor().put(server.origin, stream()));
    assert.equal(server.received.length, 1);
    assert.equal(server.received[0]?.body.toString(), 'line 1\nline 2\n');
    assert.equal(getRetryState(error)?.stopReason, 'spentBody');
  }
});

behaviour('a form of the form-data package that has been read is not sent again', async () => {
  const server = await startServer([busy]);
  const form = new FormData();
  form.append('file', stream(), { filename: 'a.txt' });
  const error = await errorOf(clientFor().put(server.origin, form, { headers: form.getHeaders() }));
  assert.equal(server.received.length, 1);
  assert.equal(getRetryState(error)?.stopReason, 'spentBody');
});

behaviour('renewData makes the body of each retry', async () => {
  const server = await startServer([busy, resetAfterBody]);
  const renewData = (): Promise<Readable> => Promise.resolve(stream());
  await clientFor({ renewData }).put(server.origin, stream());
  assert.deepEqual(
    server.received.map(({ body }) => body.toString()),
    Array(3).fill('line 1\nline 2\n'),
  );
});

behaviour('renewData may make a new form, with its own boundary', async () => {
  const server = await startServer([busy]);
  const form = (): FormData => {
    const made = new FormData();
    made.append('name', 'tea');
    made.append('file', stream(), { filename: 'a.txt' });
    return made;
  };
  await clientFor({ renewData: form }).put(server.origin, form());
  assert.equal(server.received.length, 2);
  for (const { rawHeaders, body } of server.received) {
    const boundary = /boundary=([^,]+)/.exec(rawHeaders.join())?.[1] ?? 'none';
    assert.ok(body.includes(`--${boundary}--`), body.toString());
    assert.ok(body.includes('line 2'), body.toString());
  }
});

behaviour('a streamed answer that is thrown away does not hold the only connection', async () => {
  const large = status(503, {}, Buffer.alloc(500_000, 'x'));
  const server = await startServer([large, large, status(200, {}, 'the answer')]);
  const httpAgent = new Agent({ keepAlive: true, maxSockets: 1 });
  try {
    const client = clientFor({}, { httpAgent, responseType: 'stream' });
    const { data } = await client.get<Readable>(server.origin);
    const chunks: Buffer[] = [];
    for await (const chunk of data) chunks.push(chunk as Buffer);
    assert.equal(Buffer.concat(chunks).toString(), 'the answer');
  } finally {
    httpAgent.destroy();
  }
});

onEachAdapter('the last streamed answer is readable, of a call that failed too', async (config) => {
  const server = await startServer([busy, status(503, {}, 'the last')]);
  const client = clientFor({ retries: 1 }, { ...config, responseType: 'stream' });
  const error = await errorOf(client.get(server.origin));
  let text = '';
  for await (const chunk of error.response?.data as AsyncIterable<Uint8Array>) {
    text += Buffer.from(chunk).toString();
  }
  assert.equal(text, 'the last');
});
