import axios, { AxiosHeaders } from 'axios';
import fc from 'fast-check';
import { headerOf, requestHeaderOf } from '../../../lib/axios/headers';

describe('headerOf', () => {
  it('finds a header in any case', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { minLength: 11, maxLength: 11 }), (isUpper) => {
        const name = Array.from('retry-after')
          .map((letter, n) => (isUpper[n] ? letter.toUpperCase() : letter))
          .join('');
        expect(headerOf({ other: 'x', [name]: '7' }, 'retry-after')).toBe('7');
      }),
    );
  });

  it('reads AxiosHeaders', () => {
    expect(headerOf(new AxiosHeaders({ 'Retry-After': '7' }), 'retry-after')).toBe('7');
  });

  it('takes a number for its text, and cuts off blanks', () => {
    expect(headerOf({ 'retry-after': 0 }, 'retry-after')).toBe('0');
    expect(headerOf({ 'retry-after': ' 7\t' }, 'retry-after')).toBe('7');
  });

  it('joins several values, as node does', () => {
    expect(headerOf({ 'retry-after': ['7'] }, 'retry-after')).toBe('7');
    expect(headerOf({ 'retry-after': ['7', null, 8] }, 'retry-after')).toBe('7,8');
    expect(headerOf({ 'retry-after': '7', 'Retry-After': '8' }, 'retry-after')).toBe('7,8');
  });

  it('takes headers that throw for none', () => {
    const broken = new Proxy([], {
      get: () => {
        throw new Error('broken');
      },
    });
    expect(headerOf({ 'retry-after': broken }, 'retry-after')).toBe('');
    expect(headerOf(broken, 'retry-after')).toBe('');
    const ownKeys = (): never => {
      throw new Error('broken');
    };
    expect(headerOf(new Proxy({}, { ownKeys }), 'retry-after')).toBe('');
  });

  it('takes the whole name only', () => {
    expect(headerOf({ 'x-retry-after': '7', 'retry-after-ms': '8' }, 'retry-after')).toBe('');
  });

  it.each([[''], ['  '], [null], [undefined], [true], [[]], [[null, true]], [{ text: '7' }]])(
    'takes %p for no header',
    (value) => {
      expect(headerOf({ 'retry-after': value }, 'retry-after')).toBe('');
    },
  );

  it.each([[undefined], [null], ['retry-after: 7'], [7], [() => '7']])(
    'takes %p for no headers',
    (headers) => {
      expect(headerOf(headers, 'retry-after')).toBe('');
    },
  );

  it('does not go by what headers inherit', () => {
    expect(headerOf(Object.create({ 'retry-after': '7' }), 'retry-after')).toBe('');
  });
});

describe('requestHeaderOf', () => {
  const find = (headers: unknown): string | undefined => requestHeaderOf(headers, 'idempotency-key', 'post');

  it('finds a header of the request itself', () => {
    expect(find({ 'Idempotency-Key': 'k' })).toBe('k');
    expect(find(new AxiosHeaders({ 'Idempotency-Key': 'k' }))).toBe('k');
  });

  it("finds a header in axios 0.x's bucket of the method, and in the common one", () => {
    expect(find({ post: { 'Idempotency-Key': 'k' } })).toBe('k');
    expect(find({ common: { 'idempotency-key': 'k' } })).toBe('k');
  });

  it("does not look into another method's bucket", () => {
    expect(find({ put: { 'Idempotency-Key': 'k' }, Authorization: 'x' })).toBe('');
  });

  it('goes by the nearest: the request, then the method, then common', () => {
    const common = { 'Idempotency-Key': 'common' };
    const post = { 'Idempotency-Key': 'method' };
    expect(find({ common, post, 'Idempotency-Key': 'own' })).toBe('own');
    expect(find({ common, post })).toBe('method');
  });

  it('copes with the defaults of an instance, and with no headers', () => {
    expect(find(axios.create().defaults.headers)).toBe('');
    expect(find(undefined)).toBe('');
    expect(find({ post: null, common: 'k' })).toBe('');
  });
});
