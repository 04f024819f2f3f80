import { tagOf } from '../axios/copy';
import { isCode } from '../axios/failure';
import { member } from '../checks/member';
import type { LogEvent, RetryOptions } from '../types';
import { printable } from './describe';

type LogOptions = Required<Pick<RetryOptions, 'log'>>;

/** Writes a line to the log. A log that throws or rejects has no effect on the call. */
export async function write({ log }: LogOptions, message: string, event: LogEvent): Promise<void> {
  try {
    // Typed as returning nothing, but it may be an async function.
    if (log) await (log as (...args: unknown[]) => unknown)(message, event);
  } catch {
    // A broken log must not break the call.
  }
}

/** Warns of a mistake that a developer should fix: an unknown option, a function that threw. */
export function warn(options: LogOptions, message: string, call?: number, thrown?: unknown): void {
  void write(options, `axios-backoff: ${printable(message)}`, { type: 'warning', call, thrown });
}

/** The name of an error class. Any other name may come from outside, like the message. */
const ERROR_NAME = /^[A-Z]\w{0,60}(Error|Exception)$/;

/**
 * Warns that a user function threw. Only the name and the code of the error are logged: its message may quote
 * secrets, as that of `JSON.parse` quotes the body.
 */
export function warnOfThrow(options: LogOptions, name: string, thrown: unknown, call?: number): void {
  let what: string = typeof thrown;
  const tag = tagOf(thrown);
  if (tag === '[object Error]' || tag === '[object DOMException]') {
    const [given, code] = [member(thrown, 'name'), member(thrown, 'code')];
    what = typeof given === 'string' && ERROR_NAME.test(given) ? given : 'Error';
    if (isCode(code) && code === code.toUpperCase()) what += ` (${code})`;
  }
  warn(options, `${name} threw ${what}`, call, thrown);
}
