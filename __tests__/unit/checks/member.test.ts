import { runInNewContext } from 'node:vm';
import { bare, member, safely } from '../../../lib/checks/member';

describe('member', () => {
  afterEach(() => {
    Reflect.deleteProperty(Object.prototype, 'planted');
  });

  it('reads an own member, of a plain object and of one without a prototype', () => {
    expect(member({ planted: 1 }, 'planted')).toBe(1);
    expect(member(Object.assign(Object.create(null) as object, { planted: 2 }), 'planted')).toBe(2);
  });

  it('reads a getter and a method of a class', () => {
    class Base {
      readonly list = [1, 2, 3];
      get planted(): number {
        return this.list.length;
      }
    }
    class Derived extends Base {}
    expect(member(new Derived(), 'planted')).toBe(3);
  });

  it('reads nothing of nothing, and the members of a text', () => {
    expect(member(undefined, 'length')).toBeUndefined();
    expect(member(null, 'length')).toBeUndefined();
    expect(member('four', 'length')).toBe(4);
  });

  it('reads nothing of what throws', () => {
    const fails = (): never => {
      throw new Error('no');
    };
    expect(member(Object.defineProperty({}, 'planted', { get: fails }), 'planted')).toBeUndefined();
    expect(member(new Proxy({}, { get: fails }), 'planted')).toBeUndefined();
    expect(safely<unknown>(fails)).toBeUndefined();
    expect(safely(() => 1)).toBe(1);
  });

  it('takes nothing from Object.prototype', () => {
    Reflect.set(Object.prototype, 'planted', 'no');
    expect(member({}, 'planted')).toBeUndefined();
    expect(member([], 'planted')).toBeUndefined();
    expect(member(new Error('x'), 'planted')).toBeUndefined();
    expect(member(() => 1, 'planted')).toBeUndefined();
    expect(member({ planted: 'own' }, 'planted')).toBe('own');
  });

  it('takes nothing from the Object.prototype of another realm', () => {
    const foreign: unknown = runInNewContext('Object.prototype.planted = 1; ({ own: 2 })');
    expect(member(foreign, 'planted')).toBeUndefined();
    expect(member(foreign, 'own')).toBe(2);
  });
});

describe('bare', () => {
  it('has the members of the given objects, and inherits none', () => {
    const made = bare({ a: 1, b: 2 }, { b: 3 });
    expect(Object.entries(made)).toEqual([
      ['a', 1],
      ['b', 3],
    ]);
    expect(['toString', 'constructor'].filter((name) => name in made)).toEqual([]);
    expect(bare()).toEqual({});
  });
});
