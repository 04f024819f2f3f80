import { countTenths, queueUp, type Admission } from '../../../demo/simulate/capacity';

/** How many of some calls at one time get in. */
const admitted = (admit: Admission, calls: number, now: number): number =>
  Array.from({ length: calls }, () => admit(now)).filter((wait) => wait !== undefined).length;

describe('a server that counts the calls of each tenth of a second', () => {
  it('takes as many as fit, and the next ones in the next tenth', () => {
    const admit = countTenths(() => 200);
    expect(admitted(admit, 50, 0)).toBe(20);
    expect(admitted(admit, 50, 99)).toBe(0);
    expect(admitted(admit, 50, 100)).toBe(20);
  });

  it('lets nobody save up what was not used', () => {
    const admit = countTenths(() => 200);
    expect(admitted(admit, 50, 900)).toBe(20);
  });

  it('takes the whole capacity in a second, even if that is no multiple of ten', () => {
    const admit = countTenths(() => 25);
    const tenths = Array.from({ length: 10 }, (_, tenth) => admitted(admit, 10, tenth * 100));
    expect(Math.max(...tenths)).toBe(3);
    expect(tenths.reduce((sum, count) => sum + count, 0)).toBe(25);
  });

  it('goes by the capacity of the time', () => {
    const admit = countTenths((now) => (now < 1000 ? 200 : 100));
    expect(admitted(admit, 50, 900)).toBe(20);
    expect(admitted(admit, 50, 1000)).toBe(10);
  });
});

describe('a refusal that costs something', () => {
  it('leaves less room in the next tenth, but half of it at least', () => {
    const admit = countTenths(() => 200, 0.1);
    expect(admitted(admit, 70, 0)).toBe(20);
    expect(admitted(admit, 20, 100)).toBe(15);
    expect(admitted(admit, 1000, 200)).toBe(19);
    expect(admitted(admit, 20, 300)).toBe(10);
  });

  it('makes those wait longer who come after it', () => {
    const admit = queueUp(() => 10, 2, 0.5);
    expect([admit(0), admit(0), admit(0), admit(0), admit(200)]).toEqual([0, 100, 200, undefined, 150]);
  });
});

describe('a server with a queue', () => {
  it('serves one after the other, and turns away whom it has no place for', () => {
    const admit = queueUp(() => 10, 2);
    expect([admit(0), admit(0), admit(0), admit(0)]).toEqual([0, 100, 200, undefined]);
  });

  it('has a place again when one has had its turn', () => {
    const admit = queueUp(() => 10, 1);
    expect([admit(0), admit(0), admit(50), admit(100)]).toEqual([0, 100, undefined, 100]);
  });

  it('has no queue left after a quiet time', () => {
    const admit = queueUp(() => 10, 5);
    admitted(admit, 6, 0);
    expect(admit(10_000)).toBe(0);
  });
});
