import { tagOf } from './copy-config';
import { headerOf } from './headers';
import type { AttemptConfig } from './types';

interface StreamLike {
  readonly readableDidRead?: unknown;
  readonly readableFlowing?: unknown;
  readonly destroyed?: unknown;
  readonly pipe?: unknown;
  readonly getReader?: unknown;
}

const isStream = (value: unknown): value is StreamLike => {
  const { pipe, getReader } = Object(value) as StreamLike;
  return typeof (pipe ?? getReader) === 'function';
};

const holdsStream = (value: unknown): boolean =>
  isStream(value) || (typeof value === 'object' && value !== null && Object.values(value).some(holdsStream));

/**
 * Whether the body could be read only once, and may have been: a Node stream, a web stream or an instance of the
 * form-data package. Only a Node stream can prove that it is untouched.
 *
 * @param data the body as the caller gave it.
 * @param sent the config of the attempt that failed.
 */
export const isSpent = (data: unknown, sent?: AttemptConfig): boolean =>
  isStream(data)
    ? !(data.readableDidRead === false && data.readableFlowing === null && data.destroyed === false)
    : // A form that axios made of an object with a stream in it does not know its length.
      (sent?.data as FormLike | null | undefined)?.hasKnownLength?.() === false && holdsStream(data);

interface FormLike {
  getBoundary?(): string;
  hasKnownLength?(): boolean;
  setBoundary?(boundary: string): void;
}

/**
 * Takes over the boundary that axios drew when it turned a plain object into a form, so that a retry sends the same
 * bytes.
 *
 * @param base the config that the next attempt starts from; changed.
 * @param sent the config of the attempt that failed.
 */
export function keepBoundary(base: AttemptConfig, sent: AttemptConfig): void {
  const form = sent.data as FormLike | null | undefined;
  if (!form?.getBoundary || !form.setBoundary || isStream(base.data)) return;
  const boundary = form.getBoundary();
  const Form = form.constructor as new (...args: unknown[]) => Required<FormLike>;
  const FormWithBoundary = function (...args: unknown[]): Required<FormLike> {
    const next = new Form(...args);
    next.setBoundary(boundary);
    return next;
  };
  base.env = { ...base.env, FormData: FormWithBoundary };
}

/**
 * Keeps the type of JSON for a text of JSON that a hook has put in the place of an object: without it axios would
 * send the text as a form.
 *
 * @param base the config that the next attempt starts from; changed.
 * @param sent the config of the attempt that failed.
 */
export function keepJsonType(base: AttemptConfig, sent: AttemptConfig): void {
  const type = headerOf(sent.headers, 'content-type');
  if (typeof base.data !== 'string' || !type.includes('json') || headerOf(base.headers, 'content-type'))
    return;
  try {
    JSON.parse(base.data);
  } catch {
    return;
  }
  base.headers = { ...(base.headers as object), 'Content-Type': type };
}

/** Whether axios will choose its http adapter: by the order in which it was given them, and by the platform. */
const usesHttpAdapter = (adapter: unknown): boolean =>
  tagOf((globalThis as { readonly process?: unknown }).process) === '[object process]' &&
  [adapter].flat().find((name) => name !== 'xhr' || typeof XMLHttpRequest !== 'undefined') === 'http';

/**
 * Draws the boundary for a native form before the first attempt. The http adapter would draw one for each attempt,
 * and does not take its own back; fetch and XHR always draw their own.
 */
export function drawBoundary(config: AttemptConfig): void {
  const { data } = config;
  if (!data || tagOf(data) !== '[object FormData]' || isStream(data) || !usesHttpAdapter(config.adapter))
    return;
  const headers = (config.headers ??= {}) as Record<string, unknown>;
  const name = Object.keys(headers).find((key) => /^content-type$/i.test(key)) ?? 'Content-Type';
  // Any other type asks axios for something else than a multipart body, such as JSON.
  if (!/^(multipart\/form-data;?)?$/i.test((headers[name] as string | undefined) ?? '')) return;
  const random = `${Math.random()}${Math.random()}`.replace(/\D/g, '');
  headers[name] = `multipart/form-data; boundary=axios-backoff-${random}`;
}
