import { runInNewContext } from 'node:vm';
import { member } from '../../../lib/checks/member';

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
