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

  /**
   * The options of a request: its own, merged over those of the installation.
   *
   * @param overrides from its config, in order: the later ones win.
   */
  optionsFor(...overrides: readonly unknown[]): ResolvedOptions {
    return overrides.reduce<ResolvedOptions>(
      (options, given) => this.resolve(options, given, ' of a request'),
      this.options,
    );
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

  private resolve(base: ResolvedOptions, given: unknown, where?: string): ResolvedOptions {
    if (given === undefined) return base;
    const warnings: [message: string, name: string][] = [];
    const resolved = resolveOptions(base, given, (...warning) => warnings.push(warning), where);
    for (const [message, name] of warnings) this.warnOnce(resolved, message, name);
    return resolved;
  }
}
