import fc from 'fast-check';
import { retryBudget, retryGuard, retryPacer } from '../../lib';
import { allKinds, make, THENABLES } from './values';
import { complaintsAbout, complaintsOfBystanders, RUNS, run } from './world';

const HOOKS = [
  ...['retryCondition', 'retryDelay', 'renewData', 'validateResponse', 'log', 'onGiveUp', 'onRetry'],
  'onMaxRetryTimesExceeded',
];
// The call ends as these say.
const DECIDES = /^(validateResponse|renewData|onRetry|onMaxRetryTimesExceeded)$/;
const RULES = ['attemptEnded', 'allows', 'wait', 'retryDropped', 'close'];

/** How a hook comes to an end. */
const WAYS: Readonly<Record<string, (kind: string) => () => unknown>> = {
  returns: (kind) => () => make(kind),
  throws: (kind) => () => {
    throw make(kind);
  },
  'resolves with': (kind) => () => Promise.resolve(make(kind)),
  // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- that is the point
  'rejects with': (kind) => () => Promise.reject(make(kind)),
};

const ways = fc.constantFrom(...Object.keys(WAYS));
const kinds = fc.constantFrom(...allKinds);
const neverEnds = (kind: string): boolean => kind.includes('never settles');
const LIMIT = { maxElapsedTime: 1e6 };

it('a hook that returns or throws a thing of any kind changes no other error', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...HOOKS),
      ways,
      kinds,
      fc.boolean(),
      async (name, way, kind, isLimited) => {
        // A wait of 2 ** 53 ms is one that a caller may ask for.
        const limit = isLimited || neverEnds(kind) || name === 'retryDelay' ? LIMIT : {};
        const scenario = { options: () => ({ [name]: WAYS[way]!(kind), ...limit }) };
        const complaints = DECIDES.test(name) ? complaintsOfBystanders(scenario) : complaintsAbout(scenario);
        expect(await complaints).toEqual([]);
      },
    ),
    { numRuns: 2 * RUNS },
  );
});

it('a guard whose rules return or throw a thing of any kind changes no error', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom('budget', 'pacer'),
      fc.constantFrom(...RULES),
      ways,
      kinds,
      async (option, name, way, kind) => {
        const guard = (): object => ({ [option]: retryGuard({ [name]: WAYS[way]!(kind) }) });
        expect(await complaintsAbout({ options: () => ({ ...guard(), ...LIMIT }) })).toEqual([]);
      },
    ),
    { numRuns: RUNS },
  );
});

it('the key of a guard that returns or throws a thing of any kind changes no error', async () => {
  await fc.assert(
    fc.asyncProperty(fc.boolean(), fc.boolean(), ways, kinds, async (holdNewCalls, isBudget, way, kind) => {
      const key = WAYS[way]!(kind) as () => string;
      const guards = (): object =>
        isBudget ? { budget: retryBudget({ key }) } : { pacer: retryPacer({ key, holdNewCalls }) };
      expect(await complaintsAbout({ options: () => ({ ...guards(), ...LIMIT }) })).toEqual([]);
    }),
    { numRuns: RUNS },
  );
});

it.each(Object.keys(THENABLES))(
  '%s is awaited as `await` does it, and leaves no listener behind',
  async (kind) => {
    const controller = new AbortController();
    let listeners = 0;
    const { signal } = controller;
    const [add, remove] = [signal.addEventListener.bind(signal), signal.removeEventListener.bind(signal)];
    Object.assign(signal, {
      addEventListener: (...args: Parameters<typeof add>) => {
        listeners++;
        add(...args);
      },
      removeEventListener: (...args: Parameters<typeof remove>) => {
        listeners--;
        remove(...args);
      },
    });
    const condition = jest.fn(() => make(kind));
    const ending = await run({
      request: () => ({ signal }),
      options: () => ({ retryCondition: condition, ...LIMIT }),
    });
    expect([ending.state, ...ending.faults, listeners]).toEqual(['rejected', 0]);
    const answer = neverEnds(kind) ? undefined : await Promise.resolve(make(kind)).then(Boolean, () => false);
    expect(ending.attempts > 1).toBe(answer === true || kind === 'a thenable whose then throws when read');
  },
);
