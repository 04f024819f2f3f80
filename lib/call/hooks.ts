import { isCancelled } from '../time/cancellation';
import { warnOfThrow } from '../log/write';
import { hasMethod } from '../checks/member';
import { LONGEST_TIMER, nothing } from '../time/timer';
import { endOf } from './deadline';
import type { Passage } from './passage';
import { wait } from './waiter';

/** The outcome of a user function; `undefined` if the call ended first. */
export type Outcome<T = unknown> =
  | { readonly value: T; readonly thrown: undefined }
  | { readonly value: undefined; readonly thrown: readonly [unknown] }
  | undefined;

const valueOf = <T>(value: T): NonNullable<Outcome<T>> => ({ value, thrown: undefined });

const isPromise = <T>(value: T | PromiseLike<T>): value is PromiseLike<T> => hasMethod(value, 'then');

/**
 * Runs a user function, and waits for it no longer than the call may last.
 *
 * @param longest milliseconds after which it counts as having returned `undefined`.
 */
export async function run<T>(
  passage: Passage,
  work: () => T | PromiseLike<T>,
  longest = Infinity,
): Promise<Outcome<T | undefined>> {
  if (isCancelled(passage.original.config) || passage.installation.isClosed) return undefined;
  try {
    const result = work();
    if (!isPromise(result)) return valueOf(result);
    // A promise of its own: a thenable may throw in `then`, answer twice, or never be anything but another thenable.
    const promise = Promise.resolve(result);
    // If the call has ended, nobody awaits it any more, but a rejection must not be unhandled.
    promise.catch(nothing);
    const outcome = await settled(passage, promise, longest);
    return outcome ?? (endOf(passage) ? undefined : valueOf(undefined));
  } catch (thrown) {
    return { value: undefined, thrown: [thrown] };
  }
}

const settled = <T>(passage: Passage, work: Promise<T>, longest: number): Promise<Outcome<T | undefined>> =>
  wait<NonNullable<Outcome<T | undefined>>>(passage, (waiter) => {
    // Longer than that is for ever.
    if (longest <= LONGEST_TIMER) waiter.wakeAfter(longest);
    work.then(
      (value) => {
        waiter.wake(valueOf(value));
      },
      (thrown: unknown) => {
        waiter.wake({ value: undefined, thrown: [thrown] });
      },
    );
  });

/** The options that are user functions and may throw without ending the call with what they threw. */
type Hook = 'retryCondition' | 'validateResponse' | 'retryDelay' | 'renewData';

/** Calls such a function. What it throws is logged. */
export async function callHook(passage: Passage, name: Hook, ...args: unknown[]): Promise<Outcome> {
  const hook = passage.options[name] as (...args: unknown[]) => unknown;
  return reportThrow(passage, name, await run(passage, () => hook(...args)));
}

/** Logs what a function threw, if it did. */
export function reportThrow<T>(passage: Passage, name: string, outcome: Outcome<T>): Outcome<T> {
  if (outcome?.thrown) warnOfThrow(passage.options, name, outcome.thrown[0], passage.call.number);
  return outcome;
}

/** Runs a function that is not awaited. What it throws is logged, and has no other effect. */
export function runLogged<T>(passage: Passage, name: string, work: () => T): T | undefined {
  try {
    const result = work();
    // Typed as returning nothing, but it may be an async function.
    if (isPromise(result)) {
      Promise.resolve(result).catch((thrown: unknown) => {
        warnOfThrow(passage.options, name, thrown, passage.call.number);
      });
    }
    return result;
  } catch (thrown) {
    warnOfThrow(passage.options, name, thrown, passage.call.number);
    return undefined;
  }
}
