import { exponentialBackoff, noJitter } from '../../../lib';
import { Law } from '../../../lib/guards/pacer/law';
import { Probe } from '../../../lib/guards/pacer/probe';
import { ReleaseRate } from '../../../lib/guards/pacer/release-rate';
import {
  phaseOf,
  readFleetLaw,
  work,
  writeFleetLaw,
  type FleetLaw,
  type Task,
} from '../../../lib/redis/clerk';
import { packLaw } from '../../../lib/redis/law-state';
import { writeRuns, type Run } from '../../../lib/redis/report';

const backoff = exponentialBackoff({ initialDelay: 1000, jitter: noJitter });
const newLaw = (): Law => new Law(5, backoff);

/** The law of the fleet, as a clerk reads it. */
function fleetOf(change: (law: Law) => void = () => undefined, turnedAt = 0): FleetLaw {
  const law = newLaw();
  change(law);
  return readFleetLaw(newLaw(), writeFleetLaw({ law, turnedAt, knownAt: 0 }));
}

/** A fleet that is down, and whose probe has been due since a time. */
const downSince = (turnedAt: number, probeAt = turnedAt): FleetLaw =>
  fleetOf((law) => {
    law.probe = new Probe(backoff, probeAt);
  }, turnedAt);

const recoveringSince = (turnedAt: number): FleetLaw =>
  fleetOf((law) => {
    law.rate = new ReleaseRate(10, turnedAt);
  }, turnedAt);

/** Attempts of first calls that ended alike, at one time. */
const runOf = (isUp: boolean | undefined, at: number, more: Partial<Run> = {}): Run => ({
  isUp,
  isRetry: false,
  isUsedUp: false,
  isLimit: false,
  token: '',
  count: 1,
  firstAt: at,
  lastAt: at,
  duration: 50,
  askedUntil: 0,
  ...more,
});

const lineOf = (id: string, ...runs: Run[]): string => `10000.000 ${id} ${writeRuns(runs, 10_000)}`;

const workOn = (fleet: FleetLaw, lines: readonly string[], more: Partial<Task> = {}): boolean =>
  work(fleet, {
    lines,
    token: '',
    crowd: { size: 50, delays: 50_000 },
    isBusy: true,
    exceptId: '',
    ...more,
  });

describe('the law of the fleet as text', () => {
  it('comes back as it was, or with all its times by another clock', () => {
    const law = newLaw();
    law.probe = new Probe(backoff, 3000);
    const text = writeFleetLaw({ law, turnedAt: 1000, knownAt: 2000 });
    expect(readFleetLaw(newLaw(), text)).toMatchObject({ turnedAt: 1000, knownAt: 2000 });
    const moved = readFleetLaw(newLaw(), text, 500_000);
    expect(moved).toMatchObject({ turnedAt: 501_000, knownAt: 502_000 });
    expect(moved.law.probe?.nextAt).toBe(503_000);
  });

  it.each(['', '1', 'null', '[]', '[1,2]', '[1,2,"{}"]'])('can not be read from %j', (text) => {
    expect(() => readFleetLaw(newLaw(), text)).toThrow();
  });
});

it('a law is up, down or recovering', () => {
  expect(phaseOf(fleetOf().law)).toBe('up');
  expect(phaseOf(downSince(0).law)).toBe('down');
  expect(phaseOf(recoveringSince(0).law)).toBe('recovering');
});

describe('the attempts of a report', () => {
  it('count one by one, the latest time is the one that the law knows', () => {
    const fleet = fleetOf();
    workOn(fleet, [lineOf('you', runOf(false, 1000, { count: 4, lastAt: 1900 }))]);
    expect(fleet.law.health.failuresInRow).toBe(4);
    expect(fleet).toMatchObject({ turnedAt: 0, knownAt: 1900 });
    expect(fleet.law.latency).toBe(50);
  });

  it.each([
    [1499, 'up'],
    [1500, 'down'],
  ])('count from the first to the last: five failures from 1000 to %d mean %s', (lastAt, phase) => {
    const fleet = fleetOf();
    workOn(fleet, [lineOf('you', runOf(false, 1000, { count: 5, lastAt }))]);
    expect(phaseOf(fleet.law)).toBe(phase);
  });

  it('count in the order of their time, whoever reported them first', () => {
    const fleet = fleetOf();
    workOn(fleet, [
      lineOf('you', runOf(true, 1500)),
      lineOf('me', runOf(false, 1200, { count: 4, lastAt: 1400 }), runOf(false, 1600)),
    ]);
    expect(fleet.law.health.failuresInRow).toBe(1);
    expect(fleet.knownAt).toBe(1600);
  });

  it.each([
    [1, 1, 0],
    [2, 1, 1],
    [3, 3, 0],
    [0, 2, 0],
  ])(
    'do not count themselves as others: %d wait, %d have failed, and others wait: %d',
    (size, count, others) => {
      const fleet = downSince(1000);
      workOn(fleet, [lineOf('you', runOf(false, 2000, { count }))], { crowd: { size, delays: 1000 * size } });
      expect(fleet.law.probe?.newCalls).toBe(others * count);
    },
  );

  it('that were reported late do not set the time back', () => {
    const fleet = fleetOf();
    workOn(fleet, [lineOf('you', runOf(false, 2000))]);
    workOn(fleet, [lineOf('me', runOf(false, 1000))]);
    expect(fleet.law.health.failuresInRow).toBe(2);
    expect(fleet.knownAt).toBe(2000);
  });

  it('do not count, if the law knows them already', () => {
    const fleet = fleetOf();
    const lines = [lineOf('me', runOf(false, 1000, { count: 3 })), lineOf('you', runOf(false, 1000))];
    workOn(fleet, lines, { exceptId: 'me' });
    expect(fleet.law.health.failuresInRow).toBe(1);
  });

  it.each([
    '',
    ' ',
    'nonsense',
    '10000.000',
    '10000.000 you',
    '10000.000 you {"an":"object"}',
    '10000.000 you [1]',
  ])('that is %j, which another version may have written, do not count, and others do', (line) => {
    const fleet = fleetOf();
    expect(workOn(fleet, [line, lineOf('me', runOf(false, 1000))])).toBe(false);
    expect(fleet.law.health.failuresInRow).toBe(1);
  });

  it('of an idle process change nothing', () => {
    const fleet = fleetOf();
    const before = packLaw(fleet.law);
    expect(workOn(fleet, [])).toBe(false);
    expect(packLaw(fleet.law)).toBe(before);
  });

  it('tell how long retries take, and failures, but not first attempts that succeed', () => {
    const latencyAfter = (run: Run): number => {
      const fleet = fleetOf();
      workOn(fleet, [lineOf('you', run)]);
      return fleet.law.latency;
    };
    expect(latencyAfter(runOf(true, 1000))).toBe(0);
    expect(latencyAfter(runOf(true, 1000, { isRetry: true }))).toBe(50);
    expect(latencyAfter(runOf(false, 1000))).toBe(50);
  });
});

describe('a Retry-After', () => {
  it('of a limit applies to all, and is no failure', () => {
    const fleet = fleetOf();
    workOn(fleet, [lineOf('you', runOf(false, 1000, { isLimit: true, askedUntil: 5000 }))]);
    expect(fleet.law.blockedUntil).toBe(5000);
    expect(fleet.law.health.failuresInRow).toBe(0);
    expect(phaseOf(fleet.law)).toBe('up');
  });

  it('of another failure means that the server is down', () => {
    const fleet = fleetOf();
    workOn(fleet, [lineOf('you', runOf(false, 1000, { askedUntil: 5000 }))]);
    expect(fleet.law.blockedUntil).toBe(5000);
    expect(phaseOf(fleet.law)).toBe('down');
  });

  it('that is over by now asks for nothing', () => {
    const fleet = fleetOf();
    workOn(fleet, [lineOf('you', runOf(false, 2000))]);
    workOn(fleet, [lineOf('me', runOf(false, 1000, { isLimit: true, askedUntil: 1500 }))]);
    expect(fleet.law.blockedUntil).toBe(2000);
  });

  it('is missing: a limit without it is a failure like others', () => {
    const fleet = fleetOf();
    workOn(fleet, [lineOf('you', runOf(false, 1000, { isLimit: true }))]);
    expect(fleet.law.blockedUntil).toBe(0);
    expect(fleet.law.health.failuresInRow).toBe(1);
  });
});

describe('a change of the phase', () => {
  it('is at the time of the attempt that made it, and later ones do not move it', () => {
    const fleet = fleetOf();
    workOn(fleet, [lineOf('you', runOf(false, 1000, { count: 4 }), runOf(false, 1700), runOf(false, 1800))]);
    expect(phaseOf(fleet.law)).toBe('down');
    expect(fleet).toMatchObject({ turnedAt: 1700, knownAt: 1800 });
  });

  it.each([
    [1699, 'down', 1700],
    [1700, 'recovering', 1700],
    [1900, 'recovering', 1900],
  ])('a success from %d, in an outage since 1700: the fleet is %s', (at, phase, turnedAt) => {
    const fleet = downSince(1700);
    workOn(fleet, [lineOf('you', runOf(true, at))]);
    expect(phaseOf(fleet.law)).toBe(phase);
    expect(fleet.turnedAt).toBe(turnedAt);
  });

  it('ends nothing for the probe, which counts however early it ended', () => {
    const fleet = downSince(1700);
    const isOver = workOn(fleet, [lineOf('you', runOf(true, 1600, { token: 'you:1', isRetry: true }))], {
      token: 'you:1',
    });
    expect(isOver).toBe(true);
    expect(phaseOf(fleet.law)).toBe('recovering');
  });
});

it('a new call that succeeds is no retry, however few wait: it says nothing about how long one takes', () => {
  const fleet = fleetOf();
  workOn(fleet, [lineOf('you', runOf(true, 2000))], { crowd: { size: 0, delays: 0 } });
  expect(fleet.law.latency).toBe(0);
});

describe('the probe', () => {
  it('has failed: its lease is over, and the next is due after a pause', () => {
    const fleet = downSince(1000, 1860);
    const lines = [
      lineOf('me', runOf(false, 1900)),
      lineOf('you', runOf(false, 2000, { token: 'you:1', isRetry: true })),
      lineOf('me', runOf(false, 2100, { isRetry: true })),
    ];
    expect(workOn(fleet, lines, { token: 'you:1' })).toBe(true);
    expect(fleet.law.probe).toMatchObject({ count: 1, nextAt: 2000 + backoff(1) });
  });

  it('counts once with a new call that was sent while it was due, and failed first', () => {
    const fleet = downSince(1000, 1300);
    const lines = [
      lineOf('me', runOf(false, 1400)),
      lineOf('you', runOf(false, 1450, { token: 'you:1', isRetry: true, duration: 140 })),
    ];
    expect(workOn(fleet, lines, { token: 'you:1' })).toBe(true);
    expect(fleet.law.probe).toMatchObject({ count: 1, nextAt: 1400 + backoff(1) });
  });

  it('was dropped: its lease is over, and the next is due at once', () => {
    const fleet = downSince(1000);
    const lines = [lineOf('you', runOf(undefined, 2000, { token: 'you:1', isRetry: true }))];
    expect(workOn(fleet, lines, { token: 'you:1' })).toBe(true);
    expect(fleet.law.probe).toMatchObject({ count: 0, nextAt: 2000 });
  });

  it.each([
    ['another lease', 'me:7'],
    ['no lease', ''],
  ])('is not one that had %s', (_name, token) => {
    const fleet = downSince(1000, 90_000);
    const lines = [lineOf('you', runOf(false, 2000, { token: 'you:1', isRetry: true }))];
    expect(workOn(fleet, lines, { token })).toBe(false);
    expect(fleet.law.probe).toMatchObject({ count: 0, nextAt: 90_000 });
  });

  it('is not any retry, while nobody has ever had a lease', () => {
    const fleet = downSince(1000, 90_000);
    expect(workOn(fleet, [lineOf('you', runOf(false, 2000, { isRetry: true }))])).toBe(false);
    expect(fleet.law.probe).toMatchObject({ count: 0, nextAt: 90_000 });
  });
});

describe('the rate of all', () => {
  const rateAfter = (isUsedUp: boolean): number => {
    const fleet = recoveringSince(1000);
    workOn(fleet, [lineOf('you', runOf(true, 2000, { isUsedUp, isRetry: true }))]);
    return Number(fleet.law.rate?.rate);
  };

  it('grows with the success of a process that uses up its share', () => {
    expect(rateAfter(true)).toBeGreaterThan(0.01);
  });

  it('does not grow with that of a process that does not', () => {
    expect(rateAfter(false)).toBe(0.01);
  });
});

describe('the end of a recovery', () => {
  const isOverAfter = (isBusy: boolean, ...runs: Run[]): boolean => {
    const fleet = recoveringSince(1000);
    workOn(fleet, [lineOf('you', ...runs)], { isBusy });
    return phaseOf(fleet.law) === 'up';
  };

  it('comes with a success, when nobody waits or has a retry in flight', () => {
    expect(isOverAfter(false, runOf(true, 2000))).toBe(true);
    expect(isOverAfter(false, runOf(true, 2000), runOf(false, 2100))).toBe(true);
  });

  it('does not come while anybody waits', () => {
    expect(isOverAfter(true, runOf(true, 2000))).toBe(false);
  });

  it('does not come with a failure, nor without a report', () => {
    expect(isOverAfter(false, runOf(false, 2000))).toBe(false);
    expect(isOverAfter(false, runOf(undefined, 2000))).toBe(false);
    expect(isOverAfter(false)).toBe(false);
  });
});
