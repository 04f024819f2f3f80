import fc from 'fast-check';
import { kindNames, make, spring } from './values';
import { complaintsAbout, complaintsOfBystanders, RUNS } from './world';

// An instance, which axios passes on as it is; it would copy a plain object.
// eslint-disable-next-line @typescript-eslint/no-extraneous-class -- its members are those it is given
class Signal {
  constructor(members: object) {
    Object.defineProperties(this, Object.getOwnPropertyDescriptors(members));
  }
}

const own = (name: string, kind: string): object =>
  Object.defineProperty({}, name, { value: make(kind), enumerable: true });

const MEMBERS = {
  signal: ['aborted', 'addEventListener', 'removeEventListener', 'reason'],
  cancelToken: ['reason', 'promise', 'throwIfRequested', 'subscribe', 'unsubscribe', 'toAbortSignal'],
} as const;

const quiet = (): void => undefined;

const RIGHT = {
  signal: { aborted: false, addEventListener: quiet, removeEventListener: quiet },
  cancelToken: { throwIfRequested: quiet, subscribe: quiet, unsubscribe: quiet },
};

const OPTIONS = fc.constantFrom<object>({}, { maxElapsedTime: 1e6 }, { onRetry: () => Promise.resolve() });

describe.each(['signal', 'cancelToken'] as const)('a %s', (name) => {
  it('with members of any kind changes no error', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...MEMBERS[name]),
        fc.constantFrom(...kindNames),
        OPTIONS,
        fc.boolean(),
        async (member, kind, options, isWhole) => {
          const make = (): object => new Signal({ ...(isWhole && RIGHT[name]), ...own(member, kind) });
          const request = (): object => ({ [name]: make() });
          const scenario = { request, options: () => options };
          // A token with a reason has been cancelled, even if it does not throw.
          const complaints =
            member === 'reason' ? complaintsOfBystanders(scenario) : complaintsAbout(scenario);
          expect(await complaints).toEqual([]);
        },
      ),
      { numRuns: RUNS },
    );
  });

  it.each(MEMBERS[name])('whose %s throws, at once or later, changes no error', async (member) => {
    for (const patience of [0, 1, 2, 3, 5, 8]) {
      const request = (): object => {
        let left = patience;
        const get = (): unknown => (left-- > 0 ? RIGHT[name][member as never] : spring());
        const broken = Object.defineProperty({}, member, { get, enumerable: true });
        return {
          [name]: new Signal(
            Object.defineProperties(
              {},
              {
                ...Object.getOwnPropertyDescriptors(RIGHT[name]),
                ...Object.getOwnPropertyDescriptors(broken),
              },
            ),
          ),
        };
      };
      // Bare axios reads it once; who throws only later has no say in how the call ends.
      const complaints = await complaintsAbout({ request, options: () => ({ maxElapsedTime: 1e6 }) });
      expect(complaints.filter((text) => !text.startsWith('ends with Trap'))).toEqual([]);
    }
  });

  it('that calls back at once, or twice, ends the call once', async () => {
    const call = (listener: unknown, other: unknown): void => {
      const listen = (typeof listener === 'function' ? listener : other) as () => void;
      listen();
      listen();
    };
    const request = (): object => ({
      [name]: new Signal({ ...RIGHT[name], addEventListener: call, subscribe: call }),
    });
    for (const options of [{}, { maxElapsedTime: 1e6 }]) {
      expect(await complaintsAbout({ request, options: () => options })).toEqual([]);
    }
  });
});
