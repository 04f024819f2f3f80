import { isFunction } from '../checks/check';
import { isObject, isPlain, tagOf } from './copy';
import { headerOf } from './headers';
import { hasMethod, member, safely } from '../checks/member';
import type { AttemptConfig } from './types';

/** Calls a method of an object from outside. Returns `undefined` if it has none, or it throws. */
const invoke = (owner: unknown, name: 'hasKnownLength' | 'getBoundary'): unknown =>
  // Calling a missing method would throw, and cost each retry a stack trace.
  hasMethod(owner, name) ? safely(() => (owner as Record<typeof name, () => unknown>)[name]()) : undefined;

const isStream = (value: unknown): boolean => hasMethod(value, 'pipe') || hasMethod(value, 'getReader');

const holdsStream = (value: unknown, seen = new Set<unknown>()): boolean => {
  if (!isObject(value) || seen.has(value)) return isStream(value);
  seen.add(value);
  return isStream(value) || Object.values(value).some((item) => holdsStream(item, seen));
};

/** Whether a body is a stream, or may have one in it. */
export const mayHoldStream = (data: unknown): boolean => safely(() => holdsStream(data)) !== false;

/** Whether a Node stream reports that nobody has begun to read it. */
const isUntouched = (stream: unknown): boolean =>
  member(stream, 'readableDidRead') === false &&
  member(stream, 'readableFlowing') === null &&
  member(stream, 'destroyed') === false;

/**
 * Whether the body can be read only once, and may have been read: a Node stream, a web stream or a form of
 * the form-data package. Only a Node stream can prove that it is untouched.
 *
 * @param data the body as the caller gave it.
 * @param sent the config of the attempt that failed.
 */
export const isSpent = (data: unknown, sent?: AttemptConfig): boolean =>
  isStream(data)
    ? !isUntouched(data)
    : // A form that axios made from an object with a stream in it does not know its length.
      invoke(member(sent, 'data'), 'hasKnownLength') === false && mayHoldStream(data);

/** The headers with a content type, unless they have one, or are a text, which axios accepts too. */
export const withType = (headers: unknown = {}, type: string): unknown =>
  isObject(headers) && isPlain(headers) && !Array.isArray(headers) && !headerOf(headers, 'content-type')
    ? { ...headers, 'Content-Type': type }
    : headers;

interface FormWithBoundary {
  readonly constructor: new (...args: unknown[]) => FormWithBoundary;
  setBoundary(boundary: unknown): void;
}

/**
 * Keeps the boundary that axios generated when it turned a plain object into a form, so that a retry sends
 * the same bytes.
 *
 * @param base the config that the next attempt starts from; changed.
 * @param sent the config of the attempt that failed.
 */
export function keepBoundary(base: AttemptConfig, sent: AttemptConfig): void {
  const form = member(sent, 'data');
  const boundary = invoke(form, 'getBoundary');
  if (typeof boundary !== 'string' || !hasMethod(form, 'setBoundary') || isStream(base.data)) return;
  const Form = (form as FormWithBoundary).constructor;
  const FormData = function (...args: unknown[]): FormWithBoundary {
    const next = new Form(...args);
    next.setBoundary(boundary);
    return next;
  };
  base.env = { ...base.env, FormData };
}

/**
 * Keeps the JSON content type when a hook replaces an object with JSON text. Without it axios would send the
 * text as a form.
 *
 * @param base the config that the next attempt starts from; changed.
 * @param sent the config of the attempt that failed.
 */
export function keepJsonType(base: AttemptConfig, sent: AttemptConfig): void {
  const type = headerOf(member(sent, 'headers'), 'content-type');
  if (typeof base.data !== 'string' || !type.includes('json')) return;
  try {
    JSON.parse(base.data);
  } catch {
    return;
  }
  base.headers = withType(base.headers, type);
}

// axios' own request transform is recognised by its source, also in a minified bundle.
const OWN_TRANSFORM = /files\[\].*x-www-form-urlencoded|x-www-form-urlencoded.*files\[\]/s;
let lastTransform: unknown;
let lastIsOwn = false;

/**
 * Whether the transforms of a config are the defaults of axios. Most calls have the same ones as the call
 * before.
 */
function isOwnTransform(transforms: unknown): boolean {
  const [transform, ...others] = [transforms].flat();
  if (transform !== lastTransform) {
    lastTransform = transform;
    // A function may have a toString() of its own.
    lastIsOwn = isFunction(transform) && OWN_TRANSFORM.test(Function.prototype.toString.call(transform));
  }
  return lastIsOwn && others.length === 0;
}

/** Whether axios itself turns the body into text before anything else can change it. */
export function becomesText(config: AttemptConfig): boolean {
  const { headers, transformRequest } = config;
  const data = member(config, 'data');
  if (!isObject(data) || isStream(data) || !isOwnTransform(transformRequest)) return false;
  const tag = tagOf(data);
  // A query sent as JSON becomes text that axios would not send again as it is.
  const exceptType = tag === '[object URLSearchParams]' ? 'json' : 'multipart';
  return tag !== '[object FormData]' && !headerOf(headers, 'content-type').includes(exceptType);
}

/** The value of JSON text; any other text unchanged. */
export const parsed = (text: string): unknown => {
  const value: unknown = safely((): unknown => JSON.parse(text));
  // Other JSON, such as that of a date, would be sent again as a bare text.
  return isObject(value) ? value : text;
};

/** Whether axios will choose its http adapter, given the order of the adapters and the platform. */
const usesHttpAdapter = (adapter: unknown): boolean =>
  tagOf(member(globalThis, 'process')) === '[object process]' &&
  [adapter].flat().find((name) => name !== 'xhr' || typeof XMLHttpRequest !== 'undefined') === 'http';

/**
 * Sets the boundary of a native form before the first attempt. The http adapter would generate a new one for
 * each attempt, and does not reuse its own; fetch and XHR always generate theirs.
 */
export function drawBoundary(config: AttemptConfig): void {
  const data = member(config, 'data');
  if (data && tagOf(data) === '[object FormData]' && !isStream(data)) trySetBoundary(config);
}

// What can't be read or written has no boundary, and axios reports it itself.
const trySetBoundary = (config: AttemptConfig): void =>
  safely(() => {
    setBoundary(config);
  });

function setBoundary(config: AttemptConfig): void {
  if (!usesHttpAdapter(member(config, 'adapter'))) return;
  const headers = (member(config, 'headers') ?? (config.headers = {})) as Record<string, unknown>;
  const name = Object.keys(headers).find((key) => /^content-type$/i.test(key)) ?? 'Content-Type';
  // Any other content type asks axios for something other than multipart, such as JSON.
  if (!/^(multipart\/form-data;?)?$/i.test((member(headers, name) as string | undefined) ?? '')) return;
  const random = `${Math.random()}${Math.random()}`.replace(/\D/g, '');
  // Has no effect on frozen headers.
  Reflect.set(headers, name, `multipart/form-data; boundary=axios-backoff-${random}`);
}
