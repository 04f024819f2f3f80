import { retryGuard, rulesOf, type GuardRules, type PendingRetry } from '../../../lib';
import { unhandledIn } from '../unhandled';

const RETRY: PendingRetry = {
  config: {},
  retryCount: 1,
  retries: 10,
  isLast: false,
  delay: 0,
  elapsed: 0,
};

const warnings = (rules: object): unknown[] => {
  const warn = jest.spyOn(console, 'warn').mockImplementation();
  retryGuard(rules);
  const lines = warn.mock.calls.map(([line]: unknown[]) => line);
  warn.mockRestore();
  return lines;
};

describe('the methods of a guard', () => {
  it('are called on the object that they came with, with all their arguments', () => {
    const rules = {
      answer: 'own',
      asked: [] as unknown[],
      allows(...args: unknown[]) {
        this.asked.push(...args);
        return this.answer === 'own';
      },
    };
    expect(rulesOf(retryGuard(rules)).allows?.(RETRY, 'send')).toBe(true);
    expect(rules.asked).toEqual([RETRY, 'send']);
  });

  it('are found on a class too', () => {
    class Breaker implements GuardRules {
      private readonly isOpen = true;
      allows(): boolean {
        return !this.isOpen;
      }
    }
    expect(rulesOf(retryGuard(new Breaker())).allows?.(RETRY, 'wait')).toBe(false);
  });

  it('that are not given are none of the rules', () => {
    const { allows, wait, key, allowsTimeout } = rulesOf(retryGuard({}));
    expect([allows, wait, key, allowsTimeout]).toEqual([undefined, undefined, undefined, 5000]);
  });

  it.each(['attemptEnded', 'allows', 'wait', 'retryDropped', 'key', 'close'])(
    'must be functions: %s',
    (name) => {
      expect(() => retryGuard({ [name]: 5 })).toThrow(
        new TypeError(`axios-backoff: option "${name}" must be a function; got 5`),
      );
      expect(() => retryGuard({ [name]: undefined })).not.toThrow();
    },
  );
});

describe('close() of a guard', () => {
  it.each<[string, () => unknown]>([
    [
      'throws',
      () => {
        throw new TypeError('s3cr3t');
      },
    ],
    ['rejects', () => Promise.reject(new TypeError('s3cr3t'))],
  ])('warns where that %s, and goes on', async (_how, close) => {
    const warn = jest.spyOn(console, 'warn').mockImplementation(() => undefined);
    const unhandled = await unhandledIn(() => {
      retryGuard({ close: close }).close();
    });
    expect(unhandled).toEqual([]);
    expect(warn.mock.calls).toEqual([['axios-backoff: close threw TypeError']]);
  });
});

describe('a member that is no rule', () => {
  it('gets a warning only if it is a method with nearly the name of one', () => {
    expect(warnings({ alows: () => true })).toEqual([expect.stringContaining('did you mean "allows"')]);
    expect(warnings({ alowss: true, waitt: 5 })).toEqual([]);
    expect(warnings({ report: () => undefined, attemptEnded: () => undefined })).toEqual([]);
  });

  it('does no harm where the object does not tell its members', () => {
    const secret = new Proxy(
      {},
      {
        ownKeys: () => {
          throw new Error('none of your business');
        },
      },
    );
    expect(() => retryGuard(secret)).not.toThrow();
  });
});

describe('a count of what was held back', () => {
  const countOf = (rules: GuardRules): unknown => Reflect.get(rulesOf(retryGuard(rules)), 'heldBack');

  it('is kept only for a guard that can hold back', () => {
    expect(countOf({ allows: () => true })).toBeUndefined();
    expect(countOf({ wait: () => () => undefined })).toEqual(expect.any(Function));
  });

  it('is kept by the key of the guard, or else by origin', () => {
    const count = (rules: GuardRules): unknown[] => {
      const tell = countOf({ wait: () => () => undefined, ...rules }) as (...args: unknown[]) => unknown;
      const at = (path: string): object => ({ url: `https://api.example.com/${path}` });
      tell(1, at('a'), 1, false);
      tell(2, at('b'), 1, false);
      return [tell(1, at('a'), 1, true), tell(2, at('b'), 1, true)];
    };
    const both = expect.arrayContaining([expect.stringContaining('2 retries')]) as unknown;
    const one = expect.arrayContaining([expect.stringContaining('1 retry ')]) as unknown;
    expect(count({})).toEqual([undefined, both]);
    expect(count({ key: ({ url }) => String(url) })).toEqual([one, one]);
  });
});
