import { chanceAt, type BackoffSpec, type OptionsSpec, type Script } from './program';

/** How an attempt failed, as DESIGN §3 tells failures apart. */
export type FailureKind = 'status' | 'unsent' | 'lost' | 'timeout' | 'final';

const SAFE_TO_REPEAT = ['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE', 'TRACE', 'QUERY'];
const STATUSES: OptionsSpec['statuses'] = [408, 425, 429, 500, 502, 503, 504, [520, 524], 527, 529, 530];

/** Whether another attempt could go better. */
export const isWorthARetry = (
  kind: FailureKind,
  status: number | undefined,
  { statuses = STATUSES }: OptionsSpec,
  asked: number | undefined,
): boolean =>
  kind === 'status'
    ? (status === 413 && statuses === STATUSES && asked !== undefined) ||
      statuses.some((entry) =>
        typeof entry === 'number'
          ? entry === status
          : status !== undefined && entry[0] <= status && status <= entry[1],
      )
    : kind !== 'final';

/** Whether a request may be sent twice. */
export const mayBeRepeated = (
  method: string,
  hasKey: boolean,
  { methods = SAFE_TO_REPEAT, idempotent = false }: OptionsSpec,
): boolean => idempotent || hasKey || methods.some((name) => name.toUpperCase() === method.toUpperCase());

export interface Drawn {
  readonly delay: number;
  readonly ceiling?: number;
}

/** The wait of an exponential backoff, and the longest that it could have been. */
export function drawBackoff(
  { initialDelay = 1000, multiplier = 2, maxDelay = 60_000, jitter = 'full' }: BackoffSpec,
  retryCount: number,
  previousDelay: number,
  chance: number,
): Drawn {
  const top = Math.min(maxDelay, initialDelay * multiplier ** (retryCount - 1));
  switch (jitter) {
    case 'none':
      return { delay: top, ceiling: top };
    case 'equal':
      return { delay: top / 2 + (chance * top) / 2, ceiling: top };
    case 'proportional':
      return { delay: top * (1 + 0.2 * chance), ceiling: top * 1.2 };
    case 'decorrelated': {
      const upper = 3 * Math.max(initialDelay, previousDelay);
      const between = (share: number): number =>
        Math.min(maxDelay, initialDelay + share * (upper - initialDelay));
      return { delay: between(chance), ceiling: between(1) };
    }
    default:
      return { delay: chance * top, ceiling: top };
  }
}

/** What the server asked for, and a little longer at random: up to a tenth, and at least 100 ms. */
export function lengthen(asked: number, chance: number): Drawn {
  const spread = Math.max(asked / 10, 100);
  return { delay: asked + spread * chance, ceiling: asked + spread };
}

export const isScript = (value: unknown): value is Script<number> => Array.isArray(value);

export interface WaitInput {
  readonly retryDelay: OptionsSpec['retryDelay'];
  /** What a function at `retryDelay` gave. */
  readonly own: unknown;
  /** What is left of a wait that a pacer has cut short. */
  readonly left: number | undefined;
  readonly retryCount: number;
  readonly previousDelay: number;
  readonly asked: number | undefined;
  /** After a retry that was held back: what a server in an outage has named before. */
  readonly askedBefore?: number;
  readonly seed: number;
  readonly now: number;
}

/** DESIGN §4: the wait before a retry. */
export function chooseWait(input: WaitInput): Drawn {
  const { retryDelay = {}, own, left, retryCount, previousDelay, asked, askedBefore, seed, now } = input;
  const chance = chanceAt(seed, now);
  const isBackoff = typeof retryDelay === 'object' && !isScript(retryDelay);
  const fixed = left ?? (isScript(retryDelay) ? own : retryDelay);
  const isFixed = !isBackoff && typeof fixed === 'number' && Number.isFinite(fixed);
  const drawn: Drawn = isFixed
    ? { delay: Math.max(0, fixed) }
    : // What can't be waited for makes way for the default backoff.
      drawBackoff(isBackoff ? retryDelay : {}, retryCount, isBackoff ? previousDelay : 0, chance);
  if (askedBefore && !isFixed)
    return { ...drawn, delay: Math.min(drawn.delay, lengthen(2 * askedBefore, chance).delay) };
  if (asked === undefined) return left === undefined ? drawn : { ...drawn, delay: left };
  const longer = lengthen(asked, chance);
  return !isFixed || drawn.delay < longer.delay ? longer : drawn;
}
