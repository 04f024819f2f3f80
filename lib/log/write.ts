import { isCode } from '../axios/failure';
import { member } from '../checks/member';
import type { LogEvent, RetryOptions } from '../types';
import { printable } from './describe';

type LogOptions = Required<Pick<RetryOptions, 'log'>>;

/** Writes a line. A log that throws, or rejects, changes nothing. */
export async function write({ log }: LogOptions, message: string, event: LogEvent): Promise<void> {
  try {
    // Typed as returning nothing, it may still be an async function.
    if (log) await (log as (...args: unknown[]) => unknown)(message, event);
  } catch {
    // Whatever is wrong with the log, the call goes on.
  }
}

/** Warns of what the developer should fix: an option that does not exist, a function that threw where it must not. */
export function warn(options: LogOptions, message: string, thrown?: unknown): void {
  void write(options, `axios-backoff: ${printable(message)}`, { type: 'warning', thrown });
}

/** The name of a class of errors; any other may come from outside, with what the error was made from. */
const ERROR_NAME = /^[A-Z]\w{0,60}(Error|Exception)$/;

/**
 * Warns that a function of the caller's threw. Of an error only the name and the code are said: its message may quote
 * what a log must not hold, as that of `JSON.parse` quotes the body.
 */
export function warnOfThrow(options: LogOptions, name: string, thrown: unknown): void {
  let what: string = typeof thrown;
  try {
    if (/^\[object (Error|DOMException)]$/.test(Object.prototype.toString.call(thrown))) {
      const [given, code] = [member(thrown, 'name'), member(thrown, 'code')];
      what = typeof given === 'string' && ERROR_NAME.test(given) ? given : 'Error';
      if (isCode(code) && code === code.toUpperCase()) what += ` (${code})`;
    }
  } catch {
    // An object that can't even be looked at.
  }
  warn(options, `${name} threw ${what}`, thrown);
}
