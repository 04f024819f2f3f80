import { PassThrough, Readable } from 'node:stream';
import axios from 'axios';
import FormDataPackage from 'form-data';
import {
  becomesText,
  drawBoundary,
  isSpent,
  keepBoundary,
  keepJsonType,
  withType,
} from '../../../lib/axios/request-body';
import type { AttemptConfig } from '../../../lib/axios/types';

describe('isSpent', () => {
  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['a string', 'text'],
    ['an object', { a: 1 }],
    ['an object with a member called pipe', { pipe: 'water' }],
    ['a Buffer', Buffer.from('x')],
    ['a query', new URLSearchParams('a=1')],
    ['a native form', new FormData()],
    ['a Blob', new Blob(['x'])],
    ['a Node stream that nobody has touched', Readable.from(['x'])],
  ])('%s can be sent again', (_name, data) => {
    expect(isSpent(data)).toBe(false);
  });

  it('a Node stream that has been read is spent', async () => {
    const stream = Readable.from(['x']);
    for await (const chunk of stream) expect(chunk).toBe('x');
    expect(isSpent(stream)).toBe(true);
  });

  it('a Node stream is spent as soon as it flows, before anything was read', () => {
    const piped = new PassThrough();
    piped.pipe(new PassThrough());
    expect(isSpent(piped)).toBe(true);
    const paused = new PassThrough().resume().pause();
    expect(isSpent(paused)).toBe(true);
  });

  it('a Node stream that has been destroyed unread is spent', () => {
    expect(isSpent(new PassThrough().destroy())).toBe(true);
  });

  it('what can not prove that it is untouched is taken for spent', () => {
    expect(isSpent(new ReadableStream())).toBe(true);
    expect(isSpent(new FormDataPackage())).toBe(true);
    expect(isSpent({ pipe: () => undefined })).toBe(true);
    expect(isSpent({ pipe: () => undefined, readableFlowing: null, destroyed: false })).toBe(true);
  });

  describe('an object that axios has made a form of', () => {
    const form = new FormDataPackage();
    const endless = new FormDataPackage();
    endless.append('file', new PassThrough());
    const circular: Record<string, unknown> = { name: 'x', none: null };
    circular.self = circular;

    it.each<[string, unknown, boolean]>([
      ['with a stream in it', { name: 'x', file: new PassThrough() }, true],
      [
        'with a stream deep in it, among others',
        { a: 1, b: [{ c: 'x' }, { file: new PassThrough(), d: 2 }] },
        true,
      ],
      ['without', { name: 'x', list: [1, null, { a: 1 }] }, false],
      ['that holds itself', circular, false],
    ])('%s, whose length is not known: spent %p', (_name, data, spent) => {
      expect(isSpent(data, { data: endless })).toBe(spent);
    });

    it('can be sent again where the form has a known length, or no length', () => {
      const data = { name: 'x', file: new PassThrough() };
      expect(isSpent(data, { data: form })).toBe(false);
      expect(isSpent(data, { data: 'text' })).toBe(false);
      expect(isSpent(data)).toBe(false);
    });

    it('is taken for spent where it can not be looked through', () => {
      const data = {
        get file(): never {
          throw new Error('no');
        },
      };
      expect(isSpent(data, { data: endless })).toBe(true);
    });
  });
});

describe('becomesText', () => {
  class Order {
    total = 1;
  }

  const data = { a: 1 };
  const [own] = [axios.defaults.transformRequest].flat();
  const other = (value: unknown): unknown => value;

  it.each<[string, unknown, boolean]>([
    ["axios' own", [own], true],
    ["axios' own, not in a list", own, true],
    ["axios' own again, after another", [own], true],
    ['another', [other], false],
    ['another before it', [other, own], false],
    ['another after it', [own, other], false],
    ['none', undefined, false],
    ['what is no function', ['files[] x-www-form-urlencoded'], false],
  ])('by the transforms of a config: %s', (_name, transformRequest, isText) => {
    expect(becomesText({ data, transformRequest: [other] })).toBe(false);
    expect(becomesText({ data, transformRequest })).toBe(isText);
    expect(becomesText({ data, transformRequest })).toBe(isText);
  });

  it.each<[string, unknown, string, boolean]>([
    ['an object', data, '', true],
    ['a list', [1], 'application/json', true],
    ['a query', new URLSearchParams('a=1'), '', true],
    ['a query that is to be JSON', new URLSearchParams('a=1'), 'application/json', false],
    ['an object that is to be a form', data, 'multipart/form-data', false],
    ['a date', new Date(0), '', true],
    ['an object that says what its JSON is', { toJSON: () => 'x' }, '', true],
    ['an instance of a class', new Order(), '', true],
    ['an instance of a class that is to be a form', new Order(), 'multipart/form-data', false],
    ['text', 'a=1', '', false],
    ['nothing', null, '', false],
    ['a stream', new PassThrough(), '', false],
    ['a form', new FormData(), '', false],
    ['a form that is to be JSON', new FormData(), 'application/json', false],
  ])('by the body: %s', (_name, body, type, isText) => {
    const headers = type ? { 'content-type': type } : {};
    expect(becomesText({ data: body, headers, transformRequest: own })).toBe(isText);
  });
});

describe('keepBoundary', () => {
  type Maker = new () => FormDataPackage;

  it("has the next form drawn with the failed attempt's boundary", () => {
    const sent = new FormDataPackage();
    const base: AttemptConfig = { data: { a: 1 }, env: { FormData: undefined } };
    keepBoundary(base, { data: sent });
    const next = new (base.env?.FormData as Maker)();
    expect(next).toBeInstanceOf(FormDataPackage);
    expect(next.getBoundary()).toBe(sent.getBoundary());
    next.append('a', '1');
    expect(next.getBuffer().toString()).toContain(sent.getBoundary());
  });

  it('keeps the boundary over many attempts', () => {
    const first = new FormDataPackage();
    const base: AttemptConfig = { data: { a: 1 } };
    keepBoundary(base, { data: first });
    const second = new (base.env?.FormData as Maker)();
    keepBoundary(base, { data: second });
    expect(new (base.env?.FormData as Maker)().getBoundary()).toBe(first.getBoundary());
  });

  it('changes nothing else of the environment, and not the object of the caller', () => {
    const env = { Blob: 1, FormData: FormDataPackage };
    const base: AttemptConfig = { data: {}, env };
    keepBoundary(base, { data: new FormDataPackage() });
    expect(base.env).toEqual({ Blob: 1, FormData: expect.any(Function) as unknown });
    expect(env.FormData).toBe(FormDataPackage);
  });

  it('hands on what axios gives the constructor', () => {
    const base: AttemptConfig = { data: {} };
    keepBoundary(base, { data: new FormDataPackage() });
    const make = base.env?.FormData as new (options: object) => { readonly maxDataSize?: number };
    expect(new make({ maxDataSize: 7 }).maxDataSize).toBe(7);
  });

  it("does not touch a form of the caller's own", () => {
    const form = new FormDataPackage();
    const base: AttemptConfig = { data: form };
    keepBoundary(base, { data: form });
    expect(base.env).toBeUndefined();
  });

  it.each<[string, unknown]>([
    ['no body', undefined],
    ['null', null],
    ['text', 'a=1'],
    ['a native form', new FormData()],
    ['a form whose boundary can not be set', { getBoundary: () => 'x' }],
    ['a form whose boundary is no text', { getBoundary: () => 7, setBoundary: () => undefined }],
  ])('has nothing to keep of %s', (_name, data) => {
    const base: AttemptConfig = { data: {} };
    keepBoundary(base, { data });
    expect(base).toEqual({ data: {} });
  });
});

describe('keepJsonType', () => {
  const sent: AttemptConfig = { headers: { 'content-type': 'application/json' } };
  const headersWith = (base: AttemptConfig, from = sent): unknown => {
    keepJsonType(base, from);
    return base.headers;
  };

  it('gives a text the type that the attempt was sent with', () => {
    const headers = { Accept: '*/*', 'Content-Type': undefined };
    expect(headersWith({ data: '{"b":2}', headers })).toEqual({
      Accept: '*/*',
      'Content-Type': 'application/json',
    });
    expect(headers).toHaveProperty('Content-Type', undefined);
  });

  it('leaves a type that is there', () => {
    const headers = { 'content-type': 'text/plain' };
    expect(headersWith({ data: 'b', headers })).toBe(headers);
  });

  it('leaves to axios what is no text, no JSON, and what had no type, or another', () => {
    expect(headersWith({ data: { b: 2 } })).toBeUndefined();
    expect(headersWith({ data: null })).toBeUndefined();
    expect(headersWith({ data: 7 })).toBeUndefined();
    expect(headersWith({ data: 'b=2' })).toBeUndefined();
    expect(headersWith({ data: '7' }, { headers: { 'content-type': 'text/plain' } })).toBeUndefined();
    expect(headersWith({ data: 'b' }, { headers: {} })).toBeUndefined();
  });
});

describe('withType', () => {
  it('adds a type to plain headers, or to none', () => {
    expect(withType({ Accept: 'x' }, 'text/plain')).toEqual({ Accept: 'x', 'Content-Type': 'text/plain' });
    expect(withType(undefined, 'text/plain')).toEqual({ 'Content-Type': 'text/plain' });
  });

  it.each<[unknown]>([
    ['Accept: x'],
    [null],
    [7],
    [[['Accept', 'x']]],
    [new Map()],
    [new Headers()],
    [{ 'content-type': 'a/b' }],
  ])('leaves %p as it is', (headers) => {
    expect(withType(headers, 'text/plain')).toBe(headers);
  });
});

describe('drawBoundary', () => {
  const ALL = ['xhr', 'http', 'fetch'];
  const DRAWN = /^multipart\/form-data; boundary=axios-backoff-\d{20,}$/;
  const headersOf = (given: object): unknown => {
    const config: AttemptConfig = { data: new FormData(), adapter: ALL, ...given };
    drawBoundary(config);
    return config.headers;
  };
  const drawn = expect.stringMatching(DRAWN) as string;

  it('draws one for a native form that the http adapter will send', () => {
    expect(headersOf({ adapter: ALL })).toEqual({ 'Content-Type': drawn });
    expect(headersOf({ adapter: 'http' })).toEqual({ 'Content-Type': drawn });
    expect(headersOf({ adapter: ALL, headers: { Accept: 'x' } })).toEqual({
      Accept: 'x',
      'Content-Type': drawn,
    });
  });

  it.each(['X-Content-Type', 'Content-Type-Options'])('leaves %s alone', (name) => {
    expect(headersOf({ headers: { [name]: '' } })).toEqual({ [name]: '', 'Content-Type': drawn });
  });

  it('draws another for each call', () => {
    expect(headersOf({})).not.toEqual(headersOf({}));
  });

  it.each(['multipart/form-data', 'Multipart/Form-Data;'])('takes %s, under the name it has', (type) => {
    expect(headersOf({ headers: { 'content-type': type } })).toEqual({ 'content-type': drawn });
  });

  it.each(['multipart/form-data; boundary=mine', 'application/json', 'application/x-www-form-urlencoded'])(
    'leaves %s alone',
    (type) => {
      expect(headersOf({ headers: { 'Content-Type': type } })).toEqual({ 'Content-Type': type });
    },
  );

  it.each<[string, unknown]>([
    ['fetch', 'fetch'],
    ['fetch first', ['fetch', 'http']],
    ['xhr', 'xhr'],
    ['an adapter of its own', () => undefined],
    ['no adapter', undefined],
  ])('leaves it to %s', (_name, adapter) => {
    expect(headersOf({ adapter })).toBeUndefined();
  });

  it('leaves it to XMLHttpRequest where there is one', () => {
    const holder = globalThis as { XMLHttpRequest?: unknown };
    holder.XMLHttpRequest = class {
      readonly status = 0;
    };
    try {
      expect(headersOf({})).toBeUndefined();
    } finally {
      delete holder.XMLHttpRequest;
    }
  });

  it('leaves it to the platform where that is not Node', () => {
    const real = globalThis.process;
    Reflect.set(globalThis, 'process', undefined);
    let headers: unknown;
    try {
      headers = headersOf({});
    } finally {
      globalThis.process = real;
    }
    expect(headers).toBeUndefined();
  });

  it.each<[string, unknown]>([
    ['no body', undefined],
    ['an object', { a: 1 }],
    ['a form of the form-data package', new FormDataPackage()],
  ])('is not for %s', (_name, data) => {
    expect(headersOf({ data })).toBeUndefined();
  });
});
