import { distantRedis } from '../../../demo/simulate/distant-redis';
import { inVirtualTime } from '../../../demo/shared/virtual-time';
import { SCRIPTS } from '../../../lib/redis/scripts';
import { CALM, type Scenario } from '../../../demo/simulate/scenario';

type Answered = readonly [time: number, answer: unknown];

/** When a command that is sent at a time is answered, and with the value of what. */
async function answered(more: Partial<Scenario>, sentAt: number): Promise<Answered | undefined> {
  let outcome: Answered | undefined;
  const send = async (): Promise<void> => {
    const redis = distantRedis({ ...CALM, ...more });
    const args = ['10', '20', '1', '5', 'send'];
    const answer = await redis.eval(SCRIPTS.spend.text, ['counts'], args).then(
      (reply) => reply,
      (error: unknown) => String(error),
    );
    outcome = [performance.now(), answer];
  };
  await inVirtualTime(
    () => setTimeout(() => void send(), sentAt),
    () => 0.5,
  );
  return outcome;
}

// The script's second value is the time that it ran at, in units of 10 ms.
const ranAt = (time: number): readonly string[] => ['1', String(180_000_000_000 + Math.floor(time / 10))];

describe('a distant Redis', () => {
  it('runs a script in the middle of the round trip', async () => {
    expect(await answered({ redisLatency: 21 }, 100)).toEqual([121, ranAt(110)]);
    expect(await answered({ redisLatency: 1 }, 100)).toEqual([101, ranAt(100)]);
    expect(await answered({ redisLatency: 0 }, 100)).toEqual([100, ranAt(100)]);
  });

  const lost = { redisLatency: 20, warmUp: 1000, redisLost: { from: 5000, to: 7000 } };

  it('keeps commands and answers until it is back', async () => {
    expect(await answered(lost, 5900)).toEqual([5920, ranAt(5910)]);
    expect(await answered(lost, 5985)).toEqual([8000, ranAt(5995)]);
    expect(await answered(lost, 6500)).toEqual([8010, ranAt(8000)]);
    expect(await answered(lost, 8000)).toEqual([8020, ranAt(8010)]);
  });

  it('or fails at once, and whatever is on its way', async () => {
    const fails = { ...lost, redisLostMode: 'fail' as const };
    expect(await answered(fails, 5985)).toEqual([6005, 'Error: connect ECONNREFUSED']);
    expect(await answered(fails, 6500)).toEqual([6500, 'Error: connect ECONNREFUSED']);
    expect(await answered(fails, 8000)).toEqual([8020, ranAt(8010)]);
  });

  it('knows no other script', async () => {
    let message = '';
    await inVirtualTime(
      () => {
        void distantRedis(CALM)
          .eval('return 1', [], [])
          .then(undefined, (error: unknown) => (message = String(error)));
      },
      () => 0.5,
    );
    expect(message).toContain('unknown script');
  });
});
