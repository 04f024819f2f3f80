import axios from 'axios';
import MockAdapter from 'axios-mock-adapter';
import { axiosRetry, getRetryState, type LogEvent, type RetryOptions } from '../../../lib';
import { rejectionOf } from '../clients';
import { otherCopy } from '../other-copy';

async function callWith(earlier: RetryOptions, later: RetryOptions) {
  const events: LogEvent[] = [];
  const log = (_line: string, event: LogEvent): void => void events.push(event);
  const lines: string[] = [];
  const client = axios.create();
  const mock = new MockAdapter(client).onAny().reply(503);
  axiosRetry(client, { retryDelay: 0, log, ...earlier });
  otherCopy.axiosRetry(client, {
    retryDelay: 0,
    log: (line, event) => {
      if (event.type === 'warning') lines.push(line);
    },
    ...later,
  });
  const error = await rejectionOf(client.get('/x'));
  return { sent: mock.history.length, events, lines, state: getRetryState(error) };
}

describe('two copies of the package on one instance', () => {
  it('retry as one: the later one leads, with its own options', async () => {
    const { sent, events, state } = await callWith({ retries: 1 }, { retries: 3 });
    expect(sent).toBe(4);
    expect(events).toEqual([]);
    expect(state).toMatchObject({ retries: 3, retryCount: 3, stopReason: 'retries' });
  });

  it('say so, if their options differ', async () => {
    const { lines } = await callWith({ retries: 1 }, { retries: 3 });
    expect(lines).toEqual([expect.stringContaining('axiosRetry() was called twice on one instance')]);
  });
});
