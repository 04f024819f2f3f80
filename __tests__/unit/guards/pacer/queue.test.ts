import fc from 'fast-check';
import { Queue } from '../../../../lib/guards/pacer/queue';

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
