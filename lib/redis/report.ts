import type { EndedAttempt } from '../types';

/** Attempts in a row that ended alike. Times are those of the clock of whoever holds it. */
export interface Run {
  /** `undefined`: the probe was dropped. */
  readonly isUp: boolean | undefined;
  readonly isRetry: boolean;
  /** Whether the process had used up its share of the release rate. */
  readonly isUsedUp: boolean;
  readonly isLimit: boolean;
  /** The lease of the probe, if it was that. */
  readonly token: string;
  count: number;
  readonly firstAt: number;
  lastAt: number;
  /** Of the latest. */
  duration: number;
  /** Until when the server asked for patience: the latest such time; 0: it did not. */
  askedUntil: number;
}

// More in a row teach the law nothing.
const MOST_ALIKE = 100;
// Of a busy process, in the tenth of a second between two reports.
const MOST_RUNS = 64;

const LIMIT = 429;

const isAlike = (one: Run, other: Run): boolean =>
  one.isUp === other.isUp &&
  one.isRetry === other.isRetry &&
  one.isUsedUp === other.isUsedUp &&
  one.isLimit === other.isLimit &&
  one.token + other.token === '' &&
  one.askedUntil > 0 === other.askedUntil > 0;

function merge(run: Run, { count, lastAt, duration, askedUntil }: Run): void {
  run.count = Math.min(MOST_ALIKE, run.count + count);
  run.lastAt = lastAt;
  run.duration = duration;
  run.askedUntil = Math.max(run.askedUntil, askedUntil);
}

/** What a process has to report: the attempts that have ended since it last did. */
export class Report {
  private runs: Run[] = [];

  /** Whether there is a failure to report. */
  get hasFailure(): boolean {
    return this.runs.some(({ isUp }) => isUp === false);
  }

  add(
    { isUp, retry, status, retryAfter, duration }: EndedAttempt,
    now: number,
    isUsedUp: boolean,
    token: string,
  ): void {
    this.append({
      isUp,
      isRetry: retry !== undefined,
      isUsedUp,
      isLimit: status === LIMIT,
      token,
      count: 1,
      firstAt: now,
      lastAt: now,
      duration,
      askedUntil: retryAfter === undefined ? 0 : now + retryAfter,
    });
  }

  private append(run: Run): void {
    const last = this.runs[this.runs.length - 1];
    if (last && isAlike(last, run)) merge(last, run);
    else if (this.runs.push(run) > MOST_RUNS) this.runs.shift();
  }

  take(): Run[] {
    const { runs } = this;
    this.runs = [];
    return runs;
  }

  /** Takes back what could not be reported. */
  restore(runs: readonly Run[]): void {
    const since = this.runs;
    this.runs = [...runs];
    for (const run of since) this.append(run);
  }
}

/** Runs as text, with ages instead of times. */
export const writeRuns = (runs: readonly Run[], now: number): string =>
  runs.length
    ? JSON.stringify(
        runs.map((run) => [
          run.isUp === undefined ? -1 : Number(run.isUp),
          Number(run.isRetry),
          Number(run.isUsedUp),
          Number(run.isLimit),
          run.token,
          run.count,
          Math.round(now - run.firstAt),
          Math.round(now - run.lastAt),
          Math.round(run.duration),
          run.askedUntil && Math.round(run.askedUntil - now),
        ]),
      )
    : '';

/** Runs from their text. @throws if it is none. */
export function readRuns(text: string, now: number): Run[] {
  return (JSON.parse(text) as unknown[][]).map(([isUp, isRetry, isUsedUp, isLimit, token, ...rest]) => {
    const [count = NaN, first = NaN, last = NaN, duration = NaN, asked = NaN] = rest.map(Number);
    if (![count, first, last, duration, asked].every(Number.isFinite)) throw new TypeError('no report');
    return {
      isUp: isUp === -1 ? undefined : isUp === 1,
      isRetry: isRetry === 1,
      isUsedUp: isUsedUp === 1,
      isLimit: isLimit === 1,
      token: String(token),
      count: Math.min(MOST_ALIKE, count),
      firstAt: now - first,
      lastAt: now - last,
      duration,
      askedUntil: asked && now + asked,
    };
  });
}
