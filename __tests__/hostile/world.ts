import axios, {
  AxiosError,
  type AxiosInstance,
  type AxiosRequestConfig,
  type InternalAxiosRequestConfig,
} from 'axios';
import { axiosRetry, type LogEvent } from '../../lib';
import { Clock } from '../model/clock';

/** How many random cases each property gets: `HOSTILE_RUNS=50000 npx jest __tests__/hostile`. */
export const RUNS = Number(process.env.HOSTILE_RUNS ?? 100);

/** Stands in every place that must not be shown. */
export const CANARY = 'C4n4ry';

/** A call in a hostile world. It is run twice, with the plugin and without, so all of it is made afresh. */
export interface Scenario {
  readonly defaults?: () => object;
  readonly options?: () => object;
  readonly request?: () => object;
  /** What the adapter does; it answers 503 if this is left out. */
  readonly answer?: (config: InternalAxiosRequestConfig, attempt: number) => unknown;
  /** Registers interceptors before the plugin, and after it. */
  readonly inner?: (client: AxiosInstance) => void;
  readonly outer?: (client: AxiosInstance) => void;
}

/** How a call ended, and what was seen of it. */
export interface Ending {
  state: 'resolved' | 'rejected' | 'hangs';
  value: unknown;
  attempts: number;
  readonly lines: unknown[];
  readonly events: LogEvent[];
  /** What went wrong beside the call. */
  readonly faults: string[];
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A response in memory. */
export const responseOf = (config: unknown, more: object = {}): object => ({
  status: 503,
  statusText: 'Service Unavailable',
  headers: { 'set-cookie': CANARY },
  data: `body ${CANARY}`,
  config,
  ...more,
});

/** The error that axios makes of a response. */
export const failureOf = (config: unknown, response: object): AxiosError =>
  new AxiosError(
    `Request failed with status code ${CANARY}`,
    'ERR_BAD_RESPONSE',
    config as never,
    {},
    response as never,
  );

export const failWith = (config: unknown, more: object = {}): Promise<never> =>
  Promise.reject(failureOf(config, responseOf(config, more)));

/** A request with a secret in every place that may have one. */
export const REQUEST: AxiosRequestConfig = {
  method: 'put',
  url: `https://user${CANARY}:${CANARY}@api.example.com/orders?key=${CANARY}#${CANARY}`,
  headers: { Authorization: `Bearer ${CANARY}`, Cookie: CANARY },
  auth: { username: CANARY, password: CANARY },
  params: { token: CANARY },
  data: { card: CANARY },
};

/** More steps than any call here takes. */
const MOST_STEPS = 2000;

/** Lets fake time run until the call has ended, or nothing can happen any more. */
async function pump(clock: Clock, ending: Ending): Promise<void> {
  for (let step = 0; step < MOST_STEPS; step++) {
    await turn();
    if (ending.state !== 'hangs') return;
    const timer = clock.next();
    if (timer) fire(clock, timer, ending);
    else {
      await turn();
      if (!clock.next()) return;
    }
  }
}

function fire(clock: Clock, timer: Parameters<Clock['fire']>[0], ending: Ending): void {
  try {
    clock.fire(timer);
  } catch (thrown) {
    ending.faults.push(`a timer threw ${portrait(thrown)}`);
  }
}

async function start(
  { defaults, options, request, answer, inner, outer }: Scenario,
  isBare: boolean,
  ending: Ending,
): Promise<unknown> {
  const client = axios.create({
    adapter: async (config) => {
      const attempt = ++ending.attempts;
      return (await (answer ? answer(config, attempt) : failWith(config))) as never;
    },
    ...defaults?.(),
  });
  inner?.(client);
  if (!isBare) {
    axiosRetry(client, {
      retries: 2,
      retryDelay: 10,
      log: (line, event) => {
        ending.lines.push(line);
        ending.events.push(event);
      },
      ...options?.(),
    });
  }
  outer?.(client);
  return await client.request({ ...REQUEST, ...request?.() });
}

/** Runs the call of a scenario to its end, in fake time. */
export async function run(scenario: Scenario, isBare = false): Promise<Ending> {
  const ending: Ending = { state: 'hangs', value: undefined, attempts: 0, lines: [], events: [], faults: [] };
  const collect = (reason: unknown): void => void ending.faults.push(`unhandled: ${portrait(reason)}`);
  process.on('unhandledRejection', collect);
  const clock = new Clock(() => 0.5);
  clock.wall = Date.UTC(2026, 0, 1);
  try {
    // Boxed: the call may end with a thenable.
    start(scenario, isBare, ending).then(
      (value) => void Object.assign(ending, { state: 'resolved', value: value }),
      (value: unknown) => void Object.assign(ending, { state: 'rejected', value }),
    );
    await pump(clock, ending);
    await turn();
  } finally {
    clock.restore();
    process.off('unhandledRejection', collect);
  }
  return ending;
}

const safely = <T>(work: () => T): T | undefined => {
  try {
    return work();
  } catch {
    return undefined;
  }
};

/** What can be said of a value that must not be touched without care. */
export function portrait(value: unknown): string {
  if (typeof value !== 'object' && typeof value !== 'function') {
    // eslint-disable-next-line @typescript-eslint/no-base-to-string -- a primitive by now
    return `${typeof value} ${String(value)}`.slice(0, 300);
  }
  if (value === null) return 'null';
  const { name, message, code, status, response } = (safely(() => ({ ...pick(value) })) ?? {}) as Record<
    string,
    unknown
  >;
  return [name, message, code, status, response]
    .map((part) => safely(() => String(part)) ?? typeof part)
    .join(' | ')
    .slice(0, 300);
}

const pick = (value: object): object => {
  const source = value as Record<string, unknown>;
  return {
    name: safely(() => source.name),
    message: safely(() => source.message),
    code: safely(() => source.code),
    status: safely(() => source.status),
    response: safely(() => (source.response as Record<string, unknown>).status),
  };
};

/** The mistake in the options that an error reports, if it does. */
export const mistakeIn = (error: unknown): string | undefined =>
  safely(() => error instanceof TypeError)
    ? /^axios-backoff: option "(\w+)" must be /.exec((error as TypeError).message)?.[1]
    : undefined;

// Control characters, those that reorder or break a line, and halves of surrogate pairs.
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u;

/** The texts in an event, except for what was thrown. */
function textsOf(value: unknown, name = ''): string[] {
  if (name === 'thrown') return [];
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || !value) return [];
  return Object.entries(value).flatMap(([key, member]) => textsOf(member, key));
}

/** What the lines and events say that they must not. */
export function indiscretions({ lines, events }: Ending): string[] {
  const texts = [
    ...lines.map((line) => (typeof line === 'string' ? line : `not a text: ${typeof line}\n`)),
    ...events.flatMap((event) => textsOf(event)),
  ];
  return texts.filter((text) => UNPRINTABLE.test(text) || text.includes(CANARY) || text.length > 1000);
}

/** The portrait of an error, without the names that V8 finds in the source. */
const wordsOf = (value: unknown): string =>
  portrait(value).replace(/[\w.?]+(?=\.\w+ is not a function)/, 'it');

/** What is wrong beside how the call ended. */
export const complaintsOfBystanders = async (scenario: Scenario): Promise<string[]> => {
  const ending = await run(scenario);
  return [...ending.faults, ...indiscretions(ending), ...(ending.state === 'hangs' ? ['hangs'] : [])];
};

/** What is wrong with how a call ended with the plugin, given how it ends without. */
export function complaintsOf(bare: Ending, ending: Ending): string[] {
  const complaints = [
    ...ending.faults.filter((fault) => !bare.faults.includes(fault)),
    ...indiscretions(ending).map((text) => `says ${JSON.stringify(text)}`),
  ];
  if (mistakeIn(ending.value)) return complaints;
  if (bare.state !== ending.state)
    complaints.push(
      `${ending.state} (${portrait(ending.value)}) instead of ${bare.state} (${portrait(bare.value)})`,
    );
  else if (wordsOf(bare.value) !== wordsOf(ending.value)) {
    complaints.push(`ends with ${portrait(ending.value)} instead of ${portrait(bare.value)}`);
  }
  return complaints;
}

/**
 * What is wrong with a scenario with the plugin, compared to bare axios.
 *
 * @param merged the same scenario with what is hostile in the request. axios merges the config of each retry as it
 * merges that of a request, so a retry may end as that does.
 */
export async function complaintsAbout(scenario: Scenario, merged?: Scenario): Promise<string[]> {
  const ending = await run(scenario);
  const complaints = complaintsOf(await run(scenario, true), ending);
  if (!complaints.length || !merged) return complaints;
  return complaintsOf(await run(merged, true), ending).length ? complaints : [];
}
