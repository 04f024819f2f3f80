import type { FlakyServerOptions } from '../../shared/flaky-server';
import { JITTER_NAMES, type JitterName } from './jitters';

/** How the server can fail, by the names that this has in the address of the page. */
export const FAILURES = {
  503: { mode: 'status', status: 503 },
  429: { mode: 'status', status: 429 },
  500: { mode: 'status', status: 500 },
  // The status plays no part in these two.
  reset: { mode: 'reset', status: 503 },
  hang: { mode: 'hang', status: 503 },
} as const satisfies Record<string, Pick<FlakyServerOptions, 'mode' | 'status'>>;

export type FailureName = `${keyof typeof FAILURES}`;

const FAILURE_NAMES = Object.keys(FAILURES) as FailureName[];

/** What a call can be, by the names that this has in the address of the page. */
export const REQUEST_NAMES = ['get', 'post', 'keyed'] as const;

export type RequestName = (typeof REQUEST_NAMES)[number];

export type View = 'fleet' | 'run' | 'backoff' | 'code';

export const VIEWS: readonly View[] = ['fleet', 'run', 'backoff', 'code'];

/** What the fields mean. Times in milliseconds, but for `retryAfter`, which is in seconds as in its header. */
export interface Settings {
  readonly failures: number;
  readonly failure: FailureName;
  readonly retryAfter: number | undefined;
  /** How long the client waits for a server that hangs. */
  readonly timeout: number;
  readonly request: RequestName;
  readonly retries: number;
  readonly initialDelay: number;
  readonly multiplier: number;
  readonly maxDelay: number;
  readonly jitter: JitterName;
  readonly maxElapsedTime: number | undefined;
  /** How many clients have failed at the same instant. */
  readonly clients: number;
  /** Two of them collide when they come back within this time. */
  readonly window: number;
}

export type Field = keyof Settings;

/** What stands in the fields. */
export type Texts = Readonly<Record<Field, string>>;

/** A field: how its text is read, and what the text must be. */
interface Reader<T> {
  readonly read: (text: string) => T | undefined;
  readonly rule: string;
}

function number(pattern: RegExp, lowest: number, highest: number, rule: string): Reader<number> {
  return {
    read: (text) => {
      const value = Number(text);
      // Digits only, where Number() would also take '', '1e3' and '0x1f'.
      return pattern.test(text) && value >= lowest && value <= highest ? value : undefined;
    },
    rule: `${rule} from ${lowest} to ${highest}`,
  };
}

const whole = (lowest: number, highest: number): Reader<number> =>
  number(/^\d+$/, lowest, highest, 'a whole number');

const oneOf = <T extends string>(names: readonly T[]): Reader<T> => ({
  read: (text) => names.find((name) => name === text),
  rule: `one of ${names.join(', ')}`,
});

// A run is drawn one attempt a row, and watched: a hundred rows, and waits of up to an hour, are more than enough.
const READERS = {
  failures: whole(0, 100),
  failure: oneOf(FAILURE_NAMES),
  retryAfter: whole(0, 3600),
  timeout: whole(1, 60_000),
  request: oneOf(REQUEST_NAMES),
  retries: whole(0, 100),
  initialDelay: whole(0, 3_600_000),
  multiplier: number(/^\d+(\.\d+)?$/, 1, 100, 'a number'),
  maxDelay: whole(0, 3_600_000),
  jitter: oneOf(JITTER_NAMES),
  maxElapsedTime: whole(1, 3_600_000),
  clients: whole(2, 100),
  window: whole(1, 10_000),
} satisfies { [F in Field]: Reader<NonNullable<Settings[F]>> };

export const FIELDS = Object.keys(READERS) as Field[];

/** What the page starts with: the shape of the plugin's backoff, in a run that takes seconds. */
export const DEFAULTS: Texts = {
  failures: '10',
  failure: '503',
  retryAfter: '',
  timeout: '1000',
  request: 'get',
  retries: '10',
  initialDelay: '100',
  multiplier: '2',
  maxDelay: '2000',
  jitter: 'full',
  maxElapsedTime: '',
  clients: '10',
  window: '10',
};

/** What the plugin does when it is told nothing. */
export const PLUGIN_DEFAULTS = {
  retries: 10,
  initialDelay: 1000,
  multiplier: 2,
  maxDelay: 60_000,
  jitter: 'full',
} as const satisfies Partial<Settings>;

/** Whether a field plays a part, beside what stands in the others. */
export function applies(field: Field, texts: Texts, view: View): boolean {
  switch (field) {
    case 'retryAfter':
      return texts.failure !== 'reset' && texts.failure !== 'hang';
    case 'timeout':
      return texts.failure === 'hang';
    case 'clients':
    case 'window':
      return view === 'backoff';
    default:
      return true;
  }
}

/** What may be left empty. */
const OPTIONAL: readonly Field[] = ['retryAfter', 'maxElapsedTime'];

/** What is wrong with the text of a field. */
export function problemOf(field: Field, text: string): string | undefined {
  if (OPTIONAL.includes(field) && text === '') return undefined;
  const { read, rule } = READERS[field];
  return read(text) === undefined ? `It must be ${rule}.` : undefined;
}

/** What the fields mean; `undefined` when one that plays a part is wrong. */
export function readSettings(texts: Texts, view: View): Settings | undefined {
  const textOf = (field: Field): string => (applies(field, texts, view) ? texts[field] : DEFAULTS[field]);
  if (FIELDS.some((field) => problemOf(field, textOf(field)))) return undefined;
  // Each reader gives the type of its own field, which fromEntries() forgets.
  return Object.fromEntries(
    FIELDS.map((field) => [field, READERS[field].read(textOf(field))]),
  ) as unknown as Settings;
}
