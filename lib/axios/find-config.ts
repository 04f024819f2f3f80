import { member } from '../checks/member';
import type { AttemptConfig } from './types';

/** The config of a response or an error. */
export const configOf = (outcome: unknown): AttemptConfig | undefined =>
  member(outcome, 'config') as AttemptConfig | undefined;

// Causes nested deeper than this are ignored.
const DEEPEST = 5;

/**
 * Searches the configs that an outcome carries, from the outside in: its own, that of its response, and those
 * of its `cause` chain.
 *
 * @returns the first config for which `isWanted` holds, and the error that carries it.
 */
export function findConfig(
  outcome: unknown,
  isWanted: (config: AttemptConfig) => unknown,
): { readonly config: AttemptConfig; readonly error: unknown } | undefined {
  let error = outcome;
  for (let depth = 0; error && depth <= DEEPEST; depth++) {
    let config = configOf(error);
    if (!config || !isWanted(config)) config = configOf(member(error, 'response'));
    if (config && isWanted(config)) return { config, error };
    error = member(error, 'cause');
  }
  return undefined;
}
