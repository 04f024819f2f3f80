import { exponentialBackoff } from '../../../lib';
import { Law } from '../../../lib/guards/pacer/law';
import { packLaw, unpackLaw } from '../../../lib/redis/law-state';
import { retryOf } from '../../redis/guards';

const newLaw = (): Law => new Law(5, exponentialBackoff());
const CROWD = { size: 50, delays: 50_000 };
const CONFIG = {};

const end = (law: Law, isUp: boolean, now: number, more: object = {}): void => {
  law.attemptEnded({ config: CONFIG, duration: 20, isFirst: true, isUp, ...more }, CROWD, now);
};

/** A law in each of its phases. */
const PHASES: Readonly<Record<string, (law: Law) => void>> = {
  up: () => undefined,
  'up, with some failures': (law) => {
    for (let index = 0; index < 4; index++) end(law, false, 1000 + index);
  },
  down: (law) => {
    for (let index = 0; index < 10; index++) end(law, false, 1000 + index);
  },
  'down, after a probe': (law) => {
    PHASES.down?.(law);
    const retry = retryOf();
    law.maySend(retry, CROWD, 1500);
    end(law, false, 1600, { retry });
  },
  blocked: (law) => {
    end(law, false, 1000, { status: 429, retryAfter: 5000 });
  },
  recovering: (law) => {
    PHASES.down?.(law);
    end(law, true, 2000);
    end(law, true, 2500);
    end(law, false, 2600);
  },
};

describe.each(Object.entries(PHASES))('a law that is %s', (_name, bring) => {
  it('decides the same after a journey, by any clock', () => {
    const law = newLaw();
    bring(law);
    const shift = 1_795_000_000_000;
    const copy = unpackLaw(newLaw(), packLaw(law), shift);
    // Nothing but an empty recovery has random numbers in it.
    for (let now = 3000; now < 9000; now += 137) {
      const retry = retryOf();
      expect(copy.maySend(retry, CROWD, now + shift)).toBe(law.maySend(retry, CROWD, now));
      expect(copy.mayRelease(now + shift)).toBe(law.mayRelease(now));
      expect(copy.blockedUntil > now + shift).toBe(law.blockedUntil > now);
      for (const one of [law, copy]) end(one, now % 2 === 0, one === law ? now : now + shift);
    }
  });

  it('is the same text again', () => {
    const law = newLaw();
    bring(law);
    expect(packLaw(unpackLaw(newLaw(), packLaw(law), 0))).toBe(packLaw(law));
  });
});

it('whatever a law has in numbers travels; those whose names end in At, Since or Until are times', () => {
  const law = newLaw();
  PHASES.recovering?.(law);
  const recovering = JSON.parse(packLaw(law)) as Record<string, object>;
  PHASES.down?.(law);
  for (let index = 0; index < 30; index++) end(law, false, 5000 + index * 100);
  const down = JSON.parse(packLaw(law)) as Record<string, object>;
  const names = Object.entries({ ...recovering, ...down }).map(([part, numbers]) => [
    part,
    Object.keys(numbers).sort(),
  ]);
  // If this fails, the law has changed: raise VERSION in lib/redis/pacer.ts, because processes with the old one may
  // still run; and see that the names of times, and only those, end as above.
  expect(Object.fromEntries(names)).toEqual({
    law: ['backSince', 'blockedAt', 'blockedUntil', 'endedAt', 'latency', 'limitedAt'],
    health: ['downSince', 'failures', 'failuresInRow', 'share', 'strainedSince'],
    probe: ['count', 'gap', 'newCalls', 'nextAt', 'otherAt', 'others'],
    rate: [
      ...[
        'answers',
        'countedAt',
        'cutAt',
        'failures',
        'fastest',
        'first',
        'grownAt',
        'noise',
        'rate',
        'served',
      ],
      ...['servedAt', 'servedBefore', 'slots', 'startedAt'],
    ],
  });
});

it('only a name that ends so is a time', () => {
  const lawWith = (number: number): Law => Object.assign(newLaw(), { soldAtOnce: number });
  const law = newLaw();
  PHASES.blocked?.(law);
  const { blockedUntil } = law;
  const copy = unpackLaw(lawWith(0), packLaw(Object.assign(law, { soldAtOnce: 7 })), 1000);
  expect(copy).toMatchObject({ soldAtOnce: 7, blockedUntil: blockedUntil + 1000 });
});

it('names the number that a text lacks', () => {
  const packed = JSON.parse(packLaw(newLaw())) as { law: Record<string, unknown> };
  delete packed.law.blockedAt;
  expect(() => unpackLaw(newLaw(), JSON.stringify(packed), 0)).toThrow(new TypeError('no blockedAt'));
});

it.each(['', '1', 'null', '[]', '{}', '{"law":{},"health":{}}', '{"law":{"latency":"x"}}'])(
  '%j is no law',
  (text) => {
    expect(() => unpackLaw(newLaw(), text, 0)).toThrow();
  },
);
