import { warn } from '../log/write';
import type { Onion } from '../axios/onion';
import { DEFAULTS, resolveOptions, type ResolvedOptions } from '../options/options';

/** One installation on one instance: what all its calls share. */
export class Installation {
  readonly options: ResolvedOptions;
  isClosed = false;
  /** What waits for a call, and ends when the installation closes. */
  readonly closing = new Set<{ end(): void }>();
  /** With a guard: attempts that were answered, until an outcome tells whose it is; and what tells the guards of each. */
  readonly answered = new Map<object, () => void>();
  private readonly warned = new Set<string>();

  constructor(
    readonly onion: Onion,
    options: unknown,
  ) {
    this.options = this.resolve(DEFAULTS, options);
  }

  /** The options of a request: the installed ones, and over them its own. */
  optionsFor(overrides: unknown): ResolvedOptions {
    return overrides === undefined ? this.options : this.resolve(this.options, overrides);
  }

  /** Says what the developer should fix, once. */
  warnOnce(options: ResolvedOptions, message: string): void {
    if (!this.warned.has(message)) warn(options, message);
    this.warned.add(message);
  }

  /** A success does not tell whose it is: it is that of an attempt that was answered, most likely the oldest. */
  settleAnswered(): void {
    const [tell] = this.answered.values();
    tell?.();
  }

  close(): void {
    this.isClosed = true;
    for (const waiter of [...this.closing]) waiter.end();
  }

  private resolve(base: ResolvedOptions, given: unknown): ResolvedOptions {
    const messages: string[] = [];
    const resolved = resolveOptions(base, given, (message) => messages.push(message));
    for (const message of messages) this.warnOnce(resolved, message);
    return resolved;
  }
}
