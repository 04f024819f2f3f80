import fc from 'fast-check';
import type { Redis } from 'ioredis';
import { SCRIPTS } from '../../lib/redis/scripts';
import { RedisModel } from '../../demo/simulate/redis-model';
import { RedisServer } from './redis-server';

let redis: RedisServer;
let client: Redis;
beforeAll(async () => {
  redis = await RedisServer.start();
  client = redis.connect();
});
afterAll(async () => {
  client.disconnect();
  await redis.close();
});

const id = fc.constantFrom('one', 'two', 'three');
const small = fc.integer({ min: 0, max: 20 }).map(String);

/** What a process may do; `token` and `clerk`: whether it uses what it was given. */
const sync = fc.record({
  kind: fc.constant('sync' as const),
  ...{ id, size: small, delays: small, busy: small },
  hold: fc.constantFrom('0', '5000'),
  report: fc.constantFrom('', '[[1]]', '[[0]]'),
  urgent: fc.constantFrom('0', '1'),
  due: fc.constantFrom('-1', '0', '100'),
  isToken: fc.boolean(),
  isKnown: fc.boolean(),
  owed: fc.constantFrom('0', '3'),
});
const publish = fc.record({
  kind: fc.constant('publish' as const),
  isClerk: fc.boolean(),
  probeAt: fc.constantFrom('', '1', '9999999999999'),
  count: fc.constantFrom('0', '1', '2'),
  isDone: fc.boolean(),
  rate: fc.constantFrom('', '0.050000000'),
});
const spend = fc.record({
  kind: fc.constant('spend' as const),
  stage: fc.constantFrom('', 'wait', 'send'),
  // In the middle of a bucket of a day, so that no clock is between two.
  calls: fc.constantFrom([], ['calls', '0', '3'], ['calls', '1', '10', 'send', '0', '-1']),
});

const DAY = String(86_400_000 * 400);

it('the model of the scripts answers as Redis does, but for the time', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.oneof(sync, publish, spend), { maxLength: 20 }), async (steps) => {
      await client.flushall();
      const fake = new RedisModel();
      const keys = ['{a}:state', '{a}:fleet', '{a}:reports'] as const;
      const both = async (name: keyof typeof SCRIPTS, of: string[], argsOf: (last: string[]) => string[]) => {
        const { text } = SCRIPTS[name];
        const real = (await client.eval(text, of.length, ...of, ...argsOf(last[0]))) as string[];
        // At the same time, so that nothing is due for one of them only.
        const now = Number(real[0] ?? NaN);
        if (name !== 'spend' && now) fake.now = () => now;
        else if (name === 'spend') fake.now = () => Date.now();
        const model = await fake.eval(text, of, argsOf(last[1]));
        if (name === 'sync') last = [real, model];
        // Times differ; all else is the same.
        const known = (reply: string[]): string[] =>
          reply.map((field) => field.replace(/\d+\.\d{3}/g, 'time'));
        expect(known(model)).toEqual(known(real));
      };
      let last: [string[], string[]] = [[], []];
      for (const step of steps) {
        if (step.kind === 'sync') {
          const { size, delays, busy, report, urgent, due, hold } = step;
          await both('sync', [...keys], (reply) => [
            ...[step.id, size, delays, busy, report, urgent, due],
            ...[step.isToken ? (reply[10] ?? '') : '', hold, step.isKnown ? (reply[6] ?? '') : '', step.owed],
          ]);
        } else if (step.kind === 'publish') {
          await both('publish', [keys[0], keys[2]], (reply) => [
            ...[step.isClerk && reply[11] ? reply[11] : '-', 'LAW', step.probeAt, step.count],
            step.isDone ? (reply[10] ?? '') : '',
            step.rate,
          ]);
        } else {
          await both('spend', ['{b}:counts'], () => [DAY, '20', '0.5', '2', step.stage, ...step.calls]);
        }
      }
    }),
    { numRuns: 200 },
  );
});
