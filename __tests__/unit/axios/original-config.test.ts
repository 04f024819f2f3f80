import axios from 'axios';
import { NAMESPACE } from '../../../lib/axios/namespace';
import { OriginalConfig } from '../../../lib/axios/original-config';
import type { AttemptConfig } from '../../../lib/axios/types';

const JSON_TYPE = 'application/json';
const { transformRequest } = axios.defaults;

/** A call with a body that axios makes JSON of, after its first attempt has failed. */
function failedOnce(given: AttemptConfig = {}): { original: OriginalConfig; sent: AttemptConfig } {
  const config = { url: '/x', data: { a: 1 }, headers: { Accept: '*/*' }, transformRequest, ...given };
  const original = new OriginalConfig(config, false);
  const sent = {
    ...config,
    data: typeof config.data === 'string' ? config.data : JSON.stringify(config.data),
    headers: { Accept: '*/*', 'Content-Type': JSON_TYPE },
  };
  original.complete(sent);
  return { original, sent };
}

describe('before the first attempt has failed', () => {
  it('reads from the config of the caller what is not copied yet', () => {
    const config: AttemptConfig = { url: '/x', timeout: 5 };
    const original = new OriginalConfig(config, false);
    expect(original.config).toBe(config);
    original.complete(undefined);
    expect(original.config).not.toBe(config);
    expect(original.config).toMatchObject(config);
  });

  it('keeps what axios and its adapters may change as it was', () => {
    const config: AttemptConfig = {
      url: '/x',
      baseURL: '/v1',
      method: 'post',
      headers: { a: '1' },
      params: { p: 1 },
      data: { d: 1 },
      adapter: ['http'],
      timeout: 5,
    };
    const before = structuredClone(config);
    const original = new OriginalConfig(config, false);
    Object.assign(config.headers as object, { a: '2', b: '3' });
    Object.assign(config.params as object, { p: 2 });
    Object.assign(config.data as object, { d: 2 });
    Object.assign(config, { url: '/y', baseURL: '/v2', method: 'get', adapter: ['fetch'] });
    original.complete(undefined);
    expect(original.forAttempt()).toEqual({ ...before, [NAMESPACE]: undefined });
  });

  it('copies all of it at once for an inner interceptor', () => {
    const config: AttemptConfig = { url: '/x', nested: { deep: 1 } };
    const original = new OriginalConfig(config, true);
    Object.assign(config.nested as object, { deep: 2 });
    expect(original.config).toEqual({ url: '/x', nested: { deep: 1 } });
  });

  it('gives the next attempt none of the marks of the first', () => {
    const config: AttemptConfig = { url: '/x', [NAMESPACE]: { retries: 3 } };
    const original = new OriginalConfig(config, true);
    original.complete(undefined);
    expect(original.forAttempt()[NAMESPACE]).toBeUndefined();
  });
});

describe('a body that axios makes text of', () => {
  it('is sent again as that text, with its type', () => {
    const { original } = failedOnce();
    expect(original.forAttempt()).toMatchObject({
      data: '{"a":1}',
      headers: { Accept: '*/*', 'Content-Type': JSON_TYPE },
    });
  });

  it("keeps a type of the caller's own", () => {
    const headers = { 'content-type': 'application/vnd.api+json' };
    const { original } = failedOnce({ headers });
    expect(original.forAttempt().headers).toEqual(headers);
  });

  it('is shown to a hook as the object that the caller gave', () => {
    const { original } = failedOnce();
    expect(original.forHook().data).toEqual({ a: 1 });
  });

  it('is what a hook has made of it, once one has', () => {
    const { original, sent } = failedOnce();
    original.replace({ ...original.forHook(), data: { b: 2 } }, sent);
    expect(original.forHook().data).toEqual({ b: 2 });
    expect(original.forAttempt()).toMatchObject({ data: { b: 2 }, headers: { Accept: '*/*' } });
    expect(original.forAttempt().headers).not.toHaveProperty('Content-Type');
  });

  it('is not copied: what is changed in place before it is sent, is sent', () => {
    const data = { a: 1 };
    const original = new OriginalConfig({ data, transformRequest, headers: {} }, false);
    original.complete(undefined);
    expect(original.config.data).toBe(data);
  });

  describe('where it is an instance of a class', () => {
    class Order {
      constructor(public total: number) {}
    }

    it('is what was sent, whatever its caller makes of it later', () => {
      const data = new Order(1);
      const { original } = failedOnce({ data });
      data.total = 2;
      expect(original.forAttempt().data).toBe('{"total":1}');
    });

    it('is shown to a hook as the value of that text, which the hook may change', () => {
      const data = new Order(1);
      const { original, sent } = failedOnce({ data });
      const shown = original.forHook();
      expect(shown.data).toStrictEqual({ total: 1 });
      (shown.data as Order).total = 3;
      original.replace(shown, sent);
      expect(original.forAttempt().data).toEqual({ total: 3 });
      expect(data.total).toBe(1);
    });
  });

  it.each<[string, AttemptConfig]>([
    ['the caller transforms it', { transformRequest: [(data: unknown) => JSON.stringify(data)] }],
    ['an interceptor may change it', {}],
  ])('is a copy where %s', (name, given) => {
    const data = { a: 1 };
    const original = new OriginalConfig(
      { data, transformRequest, headers: {}, ...given },
      name.includes('interceptor'),
    );
    data.a = 2;
    original.complete({ data: '{"a":2}', headers: { 'content-type': JSON_TYPE } });
    expect(original.forAttempt().data).toEqual({ a: 1 });
  });
});

describe('a body that is no such text', () => {
  it.each(['text', '{"a":1}'])('%p is sent again and shown as it is', (data) => {
    const { original } = failedOnce({ data });
    expect(original.forAttempt()).toMatchObject({ data, headers: { Accept: '*/*' } });
    expect(original.forAttempt().headers).not.toHaveProperty('Content-Type');
    expect(original.forHook().data).toBe(data);
  });

  it.each([undefined, Buffer.from('x')])('%p, of which axios made none, is the same', (data) => {
    const original = new OriginalConfig({ data, transformRequest, headers: {} }, false);
    original.complete({ data, headers: {} });
    expect(original.forAttempt().data).toBe(data);
    expect(original.forHook().data).toBe(data);
  });

  it('an object that was not sent as text stays an object', () => {
    const original = new OriginalConfig({ data: { a: 1 }, transformRequest, headers: {} }, false);
    original.complete({ data: Buffer.from('{}'), headers: {} });
    expect(original.forAttempt().data).toEqual({ a: 1 });
  });
});

describe('what a hook has made of a config', () => {
  it('is JSON where it makes a text of an object', () => {
    const { original, sent } = failedOnce();
    original.replace({ ...original.forHook(), data: '{"b":2}' }, sent);
    expect(original.forAttempt().headers).toEqual({ Accept: '*/*', 'Content-Type': JSON_TYPE });
  });

  it('keeps no type where the body was a text before, or nothing is known of what was sent', () => {
    const { original: text, sent } = failedOnce({ data: '{"a":1}' });
    text.replace({ ...text.forHook(), data: '{"b":2}' }, sent);
    expect(text.forAttempt().headers).toEqual({ Accept: '*/*' });
    const { original } = failedOnce();
    original.replace({ ...original.forHook(), data: '{"b":2}' }, undefined);
    expect(original.forAttempt().headers).toEqual({ Accept: '*/*' });
  });

  it('is JSON also where the body was an object that an inner interceptor may have changed', () => {
    const original = new OriginalConfig({ data: { a: 1 }, headers: {} }, true);
    const sent = { data: '{"a":1}', headers: { 'Content-Type': JSON_TYPE } };
    original.complete(sent);
    original.replace({ ...original.forHook(), data: '{"b":2}' }, sent);
    expect(original.forAttempt().headers).toEqual({ 'Content-Type': JSON_TYPE });
  });

  it('stays a text when the next attempt has failed as well', () => {
    const { original, sent } = failedOnce();
    original.replace({ ...original.forHook(), data: '{"b":2}' }, sent);
    original.complete({ ...sent, data: '{"b":2}' });
    expect(original.forHook().data).toBe('{"b":2}');
  });

  it('is a copy, of which nothing else is changed later', () => {
    const { original } = failedOnce();
    const made = { url: '/y', params: { p: 1 } };
    original.replace(made, undefined);
    made.params.p = 2;
    expect(original.forAttempt()).toEqual({ url: '/y', params: { p: 1 } });
  });
});

it('holds nothing of a call that has ended', () => {
  const first = new OriginalConfig({ url: '/x', data: { a: 1 } }, false);
  first.release();
  expect(Object.keys(first.config)).toEqual([]);
  const { original } = failedOnce();
  original.release();
  expect(Object.keys(original.config)).toEqual([]);
  expect(original.forHook().data).toBeUndefined();
});
