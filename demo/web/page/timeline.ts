/** A wait before an attempt. Times in milliseconds, from the beginning of the call. */
export interface Wait {
  readonly start: number;
  readonly delay: number;
  readonly ceiling: number;
  /** When it was cut short. */
  end?: number;
}

/** One sending of the call. */
export interface Attempt {
  readonly start: number;
  end?: number;
  /** In words. */
  outcome?: string;
  ok?: boolean;
}

/** An attempt and the wait before it, which the first has not. */
export interface Row {
  readonly wait?: Wait;
  attempt?: Attempt;
}

/** How a call goes, as it goes. */
export class Timeline {
  readonly rows: Row[] = [];
  readonly #now: () => number;
  #start: number | undefined;

  /** @param now a clock in milliseconds. */
  constructor(now = (): number => performance.now()) {
    this.#now = now;
  }

  /** Milliseconds since the call began. */
  get elapsed(): number {
    return this.#start === undefined ? 0 : this.#now() - this.#start;
  }

  get sent(): number {
    return this.rows.filter(({ attempt }) => attempt).length;
  }

  /** The wait that is under way, and what is left of it. */
  get countdown(): { readonly retry: number; readonly left: number } | undefined {
    const { wait, attempt } = this.rows.at(-1) ?? {};
    if (!wait || attempt || wait.end !== undefined) return undefined;
    return { retry: this.rows.length - 1, left: Math.max(0, wait.start + wait.delay - this.elapsed) };
  }

  attempt(): void {
    this.#start ??= this.#now();
    const attempt = { start: this.elapsed };
    const latest = this.rows.at(-1);
    if (latest && !latest.attempt) latest.attempt = attempt;
    else this.rows.push({ attempt });
  }

  answer(ok: boolean, outcome: string): void {
    const attempt = this.rows.at(-1)?.attempt;
    if (attempt) Object.assign(attempt, { end: this.elapsed, ok, outcome });
  }

  wait(delay: number, ceiling: number): void {
    this.rows.push({ wait: { start: this.elapsed, delay, ceiling: Math.max(delay, ceiling) } });
  }

  /** Cuts the wait under way short. */
  cancel(): void {
    const { wait, attempt } = this.rows.at(-1) ?? {};
    if (wait && !attempt) wait.end = this.elapsed;
  }

  /** The end of all that is drawn: a wait may have been longer than it was. */
  get end(): number {
    return Math.max(
      0,
      ...this.rows.map(({ wait, attempt }) =>
        Math.max(
          wait ? wait.start + wait.ceiling : 0,
          wait?.end ?? 0,
          attempt ? (attempt.end ?? this.elapsed) : 0,
        ),
      ),
    );
  }
}
