import { wrong } from './check';
import { show } from './show';
import { meantName } from './meant-name';
import { bare, member, safely } from './member';

const warned = new Set<string>();

/** Warns once of each name that is no option of a factory. */
export function warnOfUnknown(factory: string, names: readonly string[], known: readonly string[]): void {
  for (const name of names) {
    if (known.includes(name)) continue;
    const message = `axios-backoff: unknown option ${show(name)} of ${factory}()${meantName(name, known)}`;
    if (!warned.has(message)) console.warn(message);
    warned.add(message);
  }
}

/**
 * @param main the option that a bare number was most likely meant for.
 * @throws TypeError unless a factory was given an object.
 */
export function checkGiven(factory: string, given: unknown, main?: string): void {
  if (typeof given === 'object' && given) return;
  const meant = main && typeof given === 'number' ? `{ ${main}: ${String(given)} }` : undefined;
  throw wrong(`the options of ${factory}()`, 'an object', given, meant);
}

/** The options of a factory, with defaults for those not given. */
export function withDefaults<T extends object>(
  factory: string,
  given: T,
  defaults: Required<T>,
): Required<T> {
  const known = Object.keys(defaults);
  checkGiven(factory, given, known[0]);
  warnOfUnknown(factory, safely(() => Object.keys(given)) ?? [], known);
  const options = bare(defaults);
  for (const name of known) {
    const value = member(given, name);
    if (value !== undefined) options[name] = value;
  }
  return options as Required<T>;
}
