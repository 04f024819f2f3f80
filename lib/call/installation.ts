import { warn } from '../log/write';
import type { Onion } from '../axios/onion';
import { DEFAULTS, resolveOptions, type ResolvedOptions } from '../options/options';

// What the plugin adds beside the options of a request, in a config that was sent before.
const PROGRESS_NAMES = ['retryCount', 'lastRequestTime', 'attempt'];

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

  /** The options of a request, merged over those of the installation. `own` goes over `overrides`. */
  optionsFor(overrides: unknown, own: unknown): ResolvedOptions {
    const where = ' of a request';
    return this.resolve(this.resolve(this.options, overrides, where, PROGRESS_NAMES), own, where);
  }

  /**
   * Warns of a mistake that a developer should fix, once per subject.
   *
   * @param call the number of the call, if the mistake is that of one.
   */
  warnOnce(options: ResolvedOptions, message: string, subject = message, call?: number): void {
    if (!this.warned.has(subject)) warn(options, message, call);
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

  private resolve(
    base: ResolvedOptions,
    given: unknown,
    where?: string,
    ignored?: readonly string[],
  ): ResolvedOptions {
    return given === undefined ? base : this.merge(base, given, where, ignored);
  }

  // A separate function: every call would pay for the closure in it.
  private merge(
    base: ResolvedOptions,
    given: unknown,
    where?: string,
    ignored?: readonly string[],
  ): ResolvedOptions {
    const warnings: [message: string, name: string][] = [];
    const resolved = resolveOptions(base, given, (...warning) => warnings.push(warning), where, ignored);
    for (const [message, name] of warnings) this.warnOnce(resolved, message, name);
    return resolved;
  }
}
