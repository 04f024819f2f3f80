import { isFunction } from '../checks/check';
import { member } from '../checks/member';

const FACTORIES: Readonly<Record<string, RegExp>> = {
  retryBudget: /^(ratio|minPerSecond|window|key)$/,
  retryPacer: /^(failures|probeDelay|maxProbeDelay|holdNewCalls|maxHeld)$/,
  retryGuard: /^(attemptEnded|allows|allowsTimeout|wait|retryDropped|close)$/,
};

function meantFactory({ name, length }: () => void, usual: string): string {
  if (member(FACTORIES, name)) return `${name}()`;
  // The factories, whose names a minifier may have changed, take no required argument.
  return length ? 'retryGuard({ … })' : `${usual}()`;
}

/** Suggests the call that makes a guard, for a value that is not one. */
export function meantGuard(value: unknown, option: string): string {
  const usual = option === 'budget' ? 'retryBudget' : 'retryPacer';
  if (typeof value === 'number') return `retryBudget({ ratio: ${String(value)} })`;
  if (isFunction(value)) return meantFactory(value as () => void, usual);
  const figures = Object.entries(Object(value) as object);
  const name = String(figures[0]?.[0]);
  const [factory] = Object.entries(FACTORIES).find(([, options]) => options.test(name)) ?? [];
  if (!factory) return `${usual}()`;
  const shown = figures.map(([key, figure]) => `${key}: ${typeof figure === 'number' ? figure : '…'}`);
  return `${factory}({ ${shown.join(', ')} })`;
}
