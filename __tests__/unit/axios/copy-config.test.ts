import { Agent } from 'node:http';
import { Readable } from 'node:stream';
import { runInNewContext } from 'node:vm';
import axios, { AxiosHeaders } from 'axios';
import fc from 'fast-check';
import PackageFormData from 'form-data';
import { tagOf } from '../../../lib/axios/copy';
import { copyConfig, copyVolatile } from '../../../lib/axios/copy-config';
import type { AttemptConfig } from '../../../lib/axios/types';

const copyOf = <T extends object>(config: T): T => copyConfig(config as AttemptConfig) as T;
const copyOfData = <T>(data: T): T => copyOf({ data }).data;

const isContainer = (value: unknown): value is object =>
  typeof value === 'object' &&
  value !== null &&
  ['[object Object]', '[object Array]', '[object URLSearchParams]', '[object FormData]'].includes(
    tagOf(value),
  );

/** Every plain object, list, query and form that can be reached. */
function containersIn(value: unknown, found = new Set<object>()): Set<object> {
  if (!isContainer(value) || found.has(value)) return found;
  found.add(value);
  for (const member of Object.values(value)) containersIn(member, found);
  return found;
}

const formOf = (entries: readonly (readonly [string, string | Blob])[]): FormData => {
  const form = new FormData();
  for (const [name, value] of entries) form.append(name, value as string);
  return form;
};

describe('any config', () => {
  const { config } = fc.letrec<{ value: unknown; config: Record<string, unknown> }>((tie) => {
    const key = fc.string().filter((name) => name !== '__proto__');
    const pairs = fc.array(fc.tuple(fc.string(), fc.string()), { maxLength: 3 });
    return {
      value: fc.oneof(
        { depthSize: 'small' },
        fc.constantFrom(undefined, null, true, 0, -0, NaN, 1n, 'text', () => 1),
        fc.string(),
        fc.array(tie('value'), { maxLength: 4 }),
        fc.array(fc.integer(), { maxLength: 4 }),
        fc.dictionary(key, tie('value'), { maxKeys: 4, noNullPrototype: true }),
        pairs.map((list) => new URLSearchParams(list)),
        pairs.map(formOf),
      ),
      config: fc.dictionary(key, tie('value'), { maxKeys: 5, noNullPrototype: true }),
    };
  });

  /** Forms and queries compare by what is in them. */
  const readable = (value: unknown): unknown => {
    if (!isContainer(value)) return value;
    if (value instanceof URLSearchParams || value instanceof FormData)
      return [tagOf(value), ...value.entries()];
    if (Array.isArray(value)) return value.map(readable);
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, readable(member)]));
  };

  it('equals its copy, and shares nothing with it that can be changed in place', () => {
    fc.assert(
      fc.property(config, (source) => {
        const copy = copyOf(source);
        expect(readable(copy)).toStrictEqual(readable(source));
        const mine = containersIn(copy);
        for (const theirs of containersIn(source)) expect(mine.has(theirs)).toBe(false);
      }),
      { numRuns: 300 },
    );
  });

  it('stays as it was when the copy is changed everywhere', () => {
    fc.assert(
      fc.property(config, (source) => {
        const before = readable(source);
        for (const container of containersIn(copyOf(source))) {
          if (container instanceof URLSearchParams || container instanceof FormData)
            container.append('x', 'y');
          else if (Array.isArray(container)) container.push('x');
          else Object.assign(container, { changed: true });
        }
        expect(readable(source)).toStrictEqual(before);
      }),
    );
  });
});

describe('what is copied', () => {
  it("is neither a signal nor a token, also where they are the caller's own plain objects", () => {
    const signal = { aborted: false, listeners: { a: [] } };
    const cancelToken = { reason: undefined, listeners: { a: [] } };
    const copy = copyOf({ signal, cancelToken, other: signal });
    expect(copy.signal).toBe(signal);
    expect(copy.cancelToken).toBe(cancelToken);
    expect(copy.other).not.toBe(signal);
  });

  it('is not the body, if that is to stay the same object', () => {
    const config: AttemptConfig = { data: { a: 1 }, params: { a: 1 } };
    expect(copyConfig(config, true).data).toBe(config.data);
    expect(copyConfig(config, true).params).not.toBe(config.params);
    expect(copyConfig(config).data).not.toBe(config.data);
    expect(copyVolatile(config, true)).toHaveProperty('data', config.data);
    expect((copyVolatile(config, true) as AttemptConfig).data).toBe(config.data);
    expect((copyVolatile(config, false) as AttemptConfig).data).not.toBe(config.data);
  });

  it('keeps cycles and what is there twice', () => {
    const shared = { a: 1 };
    const data: Record<string, unknown> = { one: shared, two: [shared], deep: {} };
    data.self = data;
    (data.deep as Record<string, unknown>).list = [data, {}];
    const copy = copyOfData(data);
    expect(copy).not.toBe(data);
    expect(copy.self).toBe(copy);
    expect((copy.deep as { list: unknown[] }).list[0]).toBe(copy);
    expect(copy.one).not.toBe(shared);
    expect((copy.two as unknown[])[0]).toBe(copy.one);
  });

  it('keeps a list in itself', () => {
    const list: unknown[] = [{}];
    list.push(list);
    const copy = copyOfData(list);
    expect(copy).not.toBe(list);
    expect(copy[1]).toBe(copy);
  });

  it('keeps the holes of a list: they are sent as null', () => {
    for (const sparse of [
      new Array(3),
      Object.assign(new Array(3), { 1: 5 }),
      Object.assign(new Array(3), { 0: {} }),
    ]) {
      expect(JSON.stringify(copyOfData(sparse))).toBe(JSON.stringify(sparse));
    }
  });

  it('keeps a member that is called __proto__, as parsed JSON may have', () => {
    const json = '{"a":{"__proto__":{"b":1},"c":2}}';
    const copy = copyOfData(JSON.parse(json) as { a: object });
    expect(JSON.stringify(copy)).toBe(json);
    expect(Object.getPrototypeOf(copy.a)).toBe(Object.prototype);
  });

  it('takes plain objects of another realm, and those without a prototype', () => {
    const foreign = runInNewContext('({ a: { b: [{}] } })') as { a: { b: object[] } };
    const bare = Object.assign(Object.create(null) as object, { a: {} });
    const copies = copyOf({ foreign, bare });
    expect(copies.foreign.a.b[0]).not.toBe(foreign.a.b[0]);
    expect(copies.foreign).toEqual({ a: { b: [{}] } });
    expect(copies.bare).not.toBe(bare);
    expect(copies.bare.a).not.toBe(bare.a);
  });

  it('keeps the order and the repeats of a query', () => {
    const params = new URLSearchParams('b=1&a=2&b=3');
    const copy = copyOf({ params }).params;
    expect(String(copy)).toBe('b=1&a=2&b=3');
    copy.append('c', '4');
    expect(String(params)).toBe('b=1&a=2&b=3');
  });

  it('keeps the files of a form, with their names and types', async () => {
    const file = new File(['bytes'], 'a.txt', { type: 'text/plain' });
    const form = formOf([
      ['file', file],
      ['blob', new Blob(['x'])],
      ['file', 'text'],
    ]);
    const copy = copyOfData(form);
    expect([...copy.keys()]).toEqual(['file', 'blob', 'file']);
    const kept = copy.get('file') as File;
    expect([kept.name, kept.type, await kept.text()]).toEqual(['a.txt', 'text/plain', 'bytes']);
    copy.append('new', 'x');
    expect(form.has('new')).toBe(false);
  });
});

describe('what stays the same object', () => {
  class Session {
    readonly nested = { a: 1 };
  }
  it.each<[string, unknown]>([
    ['an agent', new Agent()],
    ['a signal', new AbortController().signal],
    ['a cancel token', axios.CancelToken.source().token],
    ['a Node stream', Readable.from(['x'])],
    ['a web stream', new ReadableStream()],
    ['a form of the form-data package', new PackageFormData()],
    ['an instance of a class', new Session()],
    ['a function', () => undefined],
    ['a Buffer', Buffer.from('x')],
    ['a typed array', new Uint8Array(2)],
    ['an ArrayBuffer', new ArrayBuffer(2)],
    ['a Blob', new Blob(['x'])],
    ['a Map', new Map([[1, 2]])],
    ['a URL', new URL('https://example.com')],
    ['an error', new Error('x')],
    ['an object that inherits from one', Object.create(new Session()) as object],
  ])('%s', (_name, value) => {
    const copy = copyOf({ value, list: [value], nested: { value } });
    expect(copy.value).toBe(value);
    expect(copy.list[0]).toBe(value);
    expect(copy.nested.value).toBe(value);
  });
});

describe('headers', () => {
  it('become a plain object, which every version of axios can merge again', () => {
    const headers = new AxiosHeaders({ 'X-A': '1', 'X-List': ['a', 'b'] });
    const copy = copyOf({ headers }).headers as unknown as Record<string, unknown>;
    expect(Object.getPrototypeOf(copy)).toBe(Object.prototype);
    expect(copy).toEqual({ 'X-A': '1', 'X-List': ['a', 'b'] });
    expect(copy['X-List']).not.toBe(Reflect.get(headers, 'X-List'));
  });

  it('that are plain are copied with the buckets of axios 0.x', () => {
    const headers = { common: { Accept: 'x' }, 'X-A': '1' };
    const copy = copyOf({ headers }).headers;
    expect(copy).toEqual(headers);
    expect(copy.common).not.toBe(headers.common);
  });

  it('of axios 1.0 keep the defaults that stand behind a symbol, as defaults', () => {
    const defaults = { Accept: 'application/json' };
    class OldHeaders {
      readonly 'X-A' = '1';
    }
    const headers = Object.assign(new OldHeaders(), {
      [Symbol('defaults')]: defaults,
      [Symbol('internals')]: null,
    });
    const own = copyConfig({ headers }).headers as { common?: unknown };
    expect(own).toMatchObject({ 'X-A': '1', common: defaults });
    expect(own.common).not.toBe(defaults);
  });

  it.each<[string, object]>([
    ['pairs', [['X-A', '1']]],
    ['a map', new Map([['X-A', '1']])],
    ["the platform's own", new Headers({ 'X-A': '1' })],
  ])('that are %s stay so, as axios takes them', (_name, headers) => {
    const copy = copyOf({ headers }).headers;
    expect(copy.constructor).toBe(headers.constructor);
    expect(copy).toEqual(headers);
  });

  it('that can not be read stay the same object', () => {
    const headers = {
      get Authorization(): never {
        throw new Error('no');
      },
    };
    expect(copyOf({ headers }).headers).toBe(headers);
  });

  it.each([[undefined], [null], [false], ['text']])('may be %p', (headers) => {
    expect(copyOf({ headers })).toEqual({ headers });
  });
});

it('keeps symbol keys of the config itself', () => {
  const key = Symbol('mark');
  expect(copyOf({ [key]: 1 })).toEqual({ [key]: 1 });
});
