import { warn } from '../log/write';
import type { Onion } from '../axios/onion';
import { DEFAULTS, resolveOptions, type ResolvedOptions } from '../options/options';

/** One installation on one instance: the state that all its calls share. */
export class Installation {
  readonly options: ResolvedOptions;
  isClosed = false;
  /** The waits in progress, to be ended when the installation closes. */
  readonly closing = new Set<{ end(): void }>();
  /**
   * With a guard: attempts that were answered, each with a function that tells the guards, until an outcome
   * shows whose it is.
   */
  readonly answered = new Map<object, () => void>();
  private readonly warned = new Set<string>();

  constructor(
    readonly onion: Onion,
    options: unknown,
  ) {
    this.options = this.resolve(DEFAULTS, options);
  }

  /** The options of a request: its own, merged over those of the installation. */
  optionsFor(overrides: unknown): ResolvedOptions {
    return overrides === undefined ? this.options : this.resolve(this.options, overrides);
  }

  /** Warns of a mistake that a developer should fix, once per message. */
  warnOnce(options: ResolvedOptions, message: string, subject = message): void {
    if (!this.warned.has(subject)) warn(options, message);
    this.warned.add(subject);
  }

  /**
   * Settles a success that does not show whose it is: most likely that of the attempt that was answered
   * first.
   */
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
