import fc from 'fast-check';
import { Queue } from '../../../../lib/guards/pacer/queue';
import { collectGarbage } from '../../../http/resources';

it('serves as a plain list would, whoever joins and leaves meanwhile', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.boolean(), fc.nat(9))), (steps) => {
      const queue = new Queue<string>();
      const list: string[] = [];
      steps.forEach(([joins, place], index) => {
        if (joins) {
          queue.add(`${index}`);
          list.push(`${index}`);
        } else {
          const [leaver = 'nobody'] = list.splice(place % (list.length || 1), 1);
          queue.remove(leaver);
        }
        expect([queue.first, queue.size]).toEqual([list[0], list.length]);
      });
    }),
  );
});

it('looks at each place once, and not again at all that have left, for each that is served', () => {
  const queue = new Queue<number>();
  const next = jest.spyOn(Object.getPrototypeOf(new Set().values()), 'next');
  for (let i = 0; i < 1000; i++) queue.add(i);
  next.mockClear();
  for (let first = queue.first; first !== undefined; first = queue.first) queue.remove(first);
  expect(next.mock.calls.length).toBeLessThanOrEqual(1001);
  next.mockRestore();
});

it.each([1, 100])(
  'keeps nothing of those that have left, while %d wait and nobody is served',
  async (waiting) => {
    const queue = new Queue<number>();
    const pass = async (items: number): Promise<number> => {
      for (let i = 0; i < items; i++) {
        queue.add(i);
        queue.remove(i - waiting);
      }
      for (let i = items - waiting; i < items; i++) queue.remove(i);
      await collectGarbage();
      return process.memoryUsage().heapUsed;
    };
    const before = await pass(10_000);
    const growth = (await pass(200_000)) - before;
    expect(queue.size).toBe(0);
    // An iterator of a set keeps all tables that the set has had since: 8 MB with one waiting.
    expect(growth).toBeLessThan(1_000_000);
  },
);
