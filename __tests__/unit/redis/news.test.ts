import { readNews } from '../../../lib/redis/news';

const REPLY = [
  '1000.5',
  '3',
  '4500',
  '2',
  '7',
  '20.25',
  '900.000',
  'law',
  'me:4',
  'other',
  'me:3',
  'me:5',
  '1100.5',
  '2',
];

/** The reply, but for some members by their place. */
const replyWith = (changes: Readonly<Record<number, string>>): string[] =>
  REPLY.map((text, index) => changes[index] ?? text);

it('the reply of the script, by names', () => {
  expect(readNews([...REPLY, 'a line', 'another'])).toEqual({
    ...{ now: 1000.5, crowd: { size: 3, delays: 4500 }, isBusy: true, count: 7, idle: 20.25 },
    ...{ at: '900.000', law: 'law', lease: 'me:4', holder: 'other', token: 'me:3', clerk: 'me:5' },
    ...{ slotAt: 1100.5, slots: 2, lines: ['a line', 'another'] },
  });
  expect(readNews(REPLY)?.lines).toEqual([]);
});

it.each([
  ['1', '1', true],
  ['0', '1', true],
  ['1', '0', true],
  ['0', '0', false],
])('with %s that wait and %s busy processes, the fleet is busy: %s', (size, busy, isBusy) => {
  expect(readNews(replyWith({ 1: size, 3: busy }))?.isBusy).toBe(isBusy);
});

it.each<readonly [name: string, reply: readonly string[]]>([
  ['nothing', []],
  ['a reply that is too short', REPLY.slice(0, -1)],
  ['a reply of another script', ['1', '1700000000']],
  ...[0, 1, 2, 3, 4, 5].map((place) => [`no number at ${place}`, replyWith({ [place]: 'x' })] as const),
  ['an endless number', replyWith({ 5: 'Infinity' })],
])('%s is no news', (_name, reply) => {
  expect(readNews(reply)).toBeUndefined();
});
