import axios from 'axios';
import { Onion } from '../../../lib/axios/onion';
import { Installation } from '../../../lib/call/installation';
import { wait } from '../../../lib/call/waiter';
import { passageWith } from '../passages';

function installationWith(options: object = {}): { installation: Installation; log: jest.Mock } {
  const log = jest.fn();
  return { installation: new Installation(new Onion(axios.create()), { log, ...options }), log };
}

const linesOf = (log: jest.Mock): unknown[] => log.mock.calls.map(([line]: unknown[]) => line);

describe('an installation', () => {
  it('merges the options of a request over its own, and those under the plugin’s own name over both', () => {
    const { installation } = installationWith({ retries: 1, maxRetryAfter: 1, maxElapsedTime: 1 });
    const options = installation.optionsFor({ retries: 2, maxRetryAfter: 2 }, { retries: 3 });
    expect(options).toMatchObject({ retries: 3, maxRetryAfter: 2, maxElapsedTime: 1 });
    expect(installation.optionsFor(undefined, undefined)).toBe(installation.options);
  });

  it('says whether a wrong option is that of a request', () => {
    const { installation } = installationWith();
    for (const [overrides, own] of [
      [{ retries: -1 }, undefined],
      [undefined, { retries: -1 }],
    ]) {
      expect(() => installation.optionsFor(overrides, own)).toThrow(/"retries" of a request must be/);
    }
    expect(() => installationWith({ retries: -1 })).toThrow(/"retries" must be/);
  });

  it('warns of an unknown option once, however many requests have it', () => {
    const { installation, log } = installationWith();
    for (let n = 0; n < 3; n++) installation.optionsFor({ maxRetries: n }, undefined);
    expect(linesOf(log)).toEqual([expect.stringContaining('maxRetries')]);
  });

  it('warns once of a subject, or of a message where no subject is named, and names the call', () => {
    const { installation, log } = installationWith();
    const { options } = installation;
    installation.warnOnce(options, 'first', 'subject', 7);
    installation.warnOnce(options, 'second', 'subject');
    installation.warnOnce(options, 'third');
    installation.warnOnce(options, 'third');
    expect(linesOf(log)).toEqual(['axios-backoff: first', 'axios-backoff: third']);
    expect(log.mock.calls[0]).toEqual([expect.any(String), expect.objectContaining({ call: 7 })]);
  });

  it('takes a success without a mark for that of the attempt that was answered first', () => {
    const { installation } = installationWith();
    installation.settleAnswered();
    const [first, second] = [jest.fn(), jest.fn()];
    installation.answered.set({}, first).set({}, second);
    installation.settleAnswered();
    expect([first.mock.calls.length, second.mock.calls.length]).toEqual([1, 0]);
  });

  it('ends all its waits when it closes', async () => {
    const passage = passageWith();
    const waits = [1, 2, 3].map(() => wait(passage, () => undefined));
    expect(passage.installation.isClosed).toBe(false);
    passage.installation.close();
    expect(await Promise.all(waits)).toEqual([undefined, undefined, undefined]);
    expect(passage.installation.isClosed).toBe(true);
  });
});
