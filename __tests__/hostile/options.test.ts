import fc from 'fast-check';
import axios from 'axios';
import {
  axiosRetry,
  exponentialBackoff,
  proportionalJitter,
  retryBudget,
  retryGuard,
  retryPacer,
  rulesOf,
} from '../../lib';
import { DEFAULTS } from '../../lib/options/options';
import { allKinds, make } from './values';
import { complaintsAbout, complaintsOfBystanders, mistakeIn, portrait, RUNS, type Scenario } from './world';

beforeEach(() => {
  jest.spyOn(console, 'warn').mockImplementation(() => undefined);
});

const NAMES = [
  ...Object.keys(DEFAULTS),
  ...['retryCondition', 'renewData', 'onRetry', 'onMaxRetryTimesExceeded', 'onGiveUp'],
  ...['unknown', '__proto__', 'constructor', 'toString', 'retryCount', 'lastRequestTime', 'attempt'],
];

/** Options with one of a kind. */
const optionsWith = (name: string, kind: string): object =>
  Object.defineProperty({}, name, { value: make(kind), enumerable: true });

// A call may end by these as they say, and not as with bare axios.
const DECIDES = /^(onRetry|onMaxRetryTimesExceeded|validateResponse|maxElapsedTime)$/;

const complaintsWith = (name: string, scenario: Scenario): Promise<string[]> =>
  DECIDES.test(name) ? complaintsOfBystanders(scenario) : complaintsAbout(scenario);

/** Whether an installation takes some options, or names the one that is wrong. */
function install(options: unknown): string | undefined {
  const client = axios.create();
  try {
    axiosRetry(client, options as object);
  } catch (thrown) {
    return mistakeIn(thrown) ?? `threw ${portrait(thrown)}`;
  }
  return undefined;
}

const DATA = fc
  .tuple(fc.constantFrom(...NAMES), fc.constantFrom(...allKinds))
  // It would go on for ever, or for years, as it should.
  .filter(([name, kind]) => name !== 'retries' || !/^(Infinity|1e9|2 \*\* 31)$/.test(kind));

/** Every place for the options of a request. */
const PLACES: Readonly<Record<string, (options: () => object) => Scenario>> = {
  'of a request': (options) => ({ request: () => ({ 'axios-retry': options() }) }),
  'in the defaults': (options) => ({ defaults: () => ({ 'axios-retry': options() }) }),
  'from an outer interceptor': (options) => ({
    outer: (client) => {
      client.interceptors.request.use((config) => Object.assign(config, { 'axios-retry': options() }));
    },
  }),
};

describe('an option of any kind', () => {
  it.each(NAMES)('%s is taken at the installation, or named as the mistake', (name) => {
    const odd = allKinds
      .map((kind) => [kind, install(optionsWith(name, kind))])
      .filter(([, mistake]) => mistake !== undefined && mistake !== name);
    expect(odd).toEqual([]);
  });

  it.each(Object.keys(PLACES))('%s is taken, or named, and changes no other error', async (place) => {
    await fc.assert(
      fc.asyncProperty(DATA, async ([name, kind]) => {
        const scenario = PLACES[place]!(() => optionsWith(name, kind));
        expect(await complaintsWith(name, scenario)).toEqual([]);
      }),
      { numRuns: RUNS },
    );
  });

  it('that is taken at the installation serves a failing call', async () => {
    await fc.assert(
      fc.asyncProperty(DATA, async ([name, kind]) => {
        fc.pre(install(optionsWith(name, kind)) === undefined);
        const scenario = { options: () => optionsWith(name, kind) };
        expect(await complaintsWith(name, scenario)).toEqual([]);
      }),
      { numRuns: RUNS },
    );
  });
});

describe('options', () => {
  it('of any kind are taken, or named as the mistake', () => {
    const odd = allKinds.map((kind) => [kind, install(make(kind))]).filter(([, text]) => text?.includes(' '));
    expect(odd).toEqual([]);
  });

  it.each(Object.keys(PLACES))('of any kind %s change no other error', async (place) => {
    for (const kind of allKinds) {
      const complaints = await complaintsAbout(PLACES[place]!(() => make(kind) as object));
      expect([kind, ...complaints]).toEqual([kind]);
    }
  });
});

describe.each<[string, (...args: never[]) => unknown, readonly string[]]>([
  ['exponentialBackoff', exponentialBackoff, ['initialDelay', 'multiplier', 'maxDelay', 'jitter', 'random']],
  ['retryBudget', retryBudget, ['ratio', 'minPerSecond', 'window', 'key']],
  ['retryPacer', retryPacer, ['failures', 'probeDelay', 'maxProbeDelay', 'key']],
  ['retryGuard', retryGuard, ['attemptEnded', 'allows', 'wait', 'retryDropped', 'close', 'allowsTimeout']],
  ['proportionalJitter', proportionalJitter, []],
  ['rulesOf', rulesOf, []],
])('%s', (_name, factory, names) => {
  const faultOf = (argument: unknown): string | undefined => {
    try {
      factory(argument as never);
    } catch (thrown) {
      if (!mistakeIn(thrown)) return portrait(thrown);
    }
    return undefined;
  };

  it('names what is wrong, of whatever kind its argument is', () => {
    const odd = allKinds.map((kind) => [kind, faultOf(make(kind))]).filter(([, fault]) => fault);
    expect(odd).toEqual([]);
  });

  it('names what is wrong, of whatever kind an option is', () => {
    const odd = names
      .flatMap((name) => allKinds.map((kind) => [name, kind, faultOf({ [name]: make(kind) })]))
      .filter(([, , fault]) => fault);
    expect(odd).toEqual([]);
  });
});
