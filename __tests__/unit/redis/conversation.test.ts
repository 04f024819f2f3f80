import { exponentialBackoff, noJitter, type EndedAttempt } from '../../../lib';
import { Law } from '../../../lib/guards/pacer/law';
import { Probe } from '../../../lib/guards/pacer/probe';
import { ReleaseRate } from '../../../lib/guards/pacer/release-rate';
import { readFleetLaw, writeFleetLaw } from '../../../lib/redis/clerk';
import { Conversation, type Party } from '../../../lib/redis/conversation';
import { FleetView } from '../../../lib/redis/fleet-view';
import { Link } from '../../../lib/redis/link';
import { Report, writeRuns } from '../../../lib/redis/report';
import { retryOf } from '../../redis/guards';

const newLaw = (): Law =>
  new Law(3, exponentialBackoff({ initialDelay: 1000, maxDelay: 8000, jitter: noJitter }));

/** Redis' clock, in milliseconds, when that of the process says 0. */
const EPOCH = 1_800_000_000_000;

/** What a process knows of itself. */
class OneProcess implements Party {
  size = 0;
  delays = 0;
  isBusy = false;
  local = newLaw();
  turnedAt = 0;
  dueIn = Infinity;
  /** When it was told that the law of the fleet has changed. */
  readonly changes: number[] = [];

  timeToDue(): number {
    return this.dueIn;
  }

  lawChanged(now: number): void {
    this.changes.push(now);
  }
}

/** A script that was sent. */
interface Sent {
  readonly at: number;
  readonly script: string;
  readonly keys: string[];
  readonly args: string[];
}

type Answer = () => unknown;

const sent: Sent[] = [];
/** What Redis does with the next scripts, in turn. */
let answers: Answer[];
let party: OneProcess;
let link: Link;
let view: FleetView;
let conversation: Conversation;
let log: jest.Mock;

const news = {
  now: () => EPOCH + performance.now(),
  ...{ size: 0, delays: 0, busy: 0, count: 0, idle: 0, at: '', law: '', lease: '', holder: '' },
  ...{ token: '', clerk: '', slots: 0, lines: [] as string[] },
};

/** The reply of the script `sync`, `delay` milliseconds after the question. */
function hears(given: Partial<typeof news> = {}, delay = 0): Answer {
  const { lines, now, ...rest } = { ...news, ...given };
  const { size, delays, busy, count, idle, at, law, lease, holder, token, clerk, slots } = rest;
  const answer = (): string[] => [
    ...[now(), size, delays, busy, count, idle, at, law, lease, holder, token, clerk, now(), slots].map(
      String,
    ),
    ...lines,
  ];
  return delay ? after(delay, answer) : answer;
}

const after =
  (delay: number, answer: Answer): Answer =>
  () =>
    new Promise((resolve) => setTimeout(resolve, delay)).then(answer);
const fails = (): never => {
  throw new Error('connect ECONNREFUSED');
};
const never = (): Promise<never> => new Promise(() => undefined);

beforeEach(() => {
  jest.useFakeTimers();
  // The pause from one report to the next is then exactly its mean.
  jest.spyOn(Math, 'random').mockReturnValue(0.5);
  sent.length = 0;
  answers = [];
  log = jest.fn();
  party = new OneProcess();
  link = new Link(
    async (script, keys, args) => {
      sent.push({ at: performance.now(), script, keys, args });
      const answer = answers.shift() ?? hears();
      return await answer();
    },
    { timeout: 250, log },
  );
  view = new FleetView(newLaw, party);
  conversation = new Conversation(link, 'me', ['state', 'fleet', 'reports'], view, party);
});
afterEach(() => {
  link.close();
  // Neither the end of a conversation nor a closed link leaves a timer.
  expect(jest.getTimerCount()).toBe(0);
  jest.useRealTimers();
});

const pass = (time: number): Promise<void> => jest.advanceTimersByTimeAsync(time);
const schedule = (): void => {
  conversation.schedule(performance.now());
};
/** When each report was sent. */
const times = (): number[] => sent.filter(({ script }) => script === 'sync').map(({ at }) => at);

/** What was said in the last report, or in another, by name. */
function said(index = -1): Record<string, string | undefined> {
  const { args } = sent.filter(({ script }) => script === 'sync').at(index)!;
  const [id, size, delays, busy, report, urgent, due, token, hold, known, owed, ...more] = args;
  expect(more).toEqual([]);
  return { id, size, delays, busy, report, urgent, due, token, hold, known, owed };
}

const attempt = (isUp: boolean, more: Partial<EndedAttempt> = {}): EndedAttempt => ({
  config: {},
  duration: 20,
  isFirst: true,
  isUp,
  ...more,
});
const add = (isUp: boolean): void => {
  conversation.add(attempt(isUp), performance.now(), false, '');
};

/** A law that says that the origin is down, with the next probe that late. */
function downLaw(probeIn: number): Law {
  const law = newLaw();
  law.probe = new Probe(law.probeBackoff, 0);
  law.probe.nextAt = EPOCH + probeIn;
  return law;
}
const published = (law: Law, turnedAt = EPOCH): string => writeFleetLaw({ law, turnedAt, knownAt: turnedAt });

describe('the time of a report', () => {
  it('is at once at first, and then once a second, as long as a retry waits', async () => {
    party.isBusy = true;
    schedule();
    await pass(2500);
    expect(times()).toEqual([0, 1000, 2000]);
    party.isBusy = false;
    await pass(10_000);
    expect(times()).toEqual([0, 1000, 2000, 3000]);
  });

  it.each([
    [0, 800],
    [0.25, 900],
    [0.75, 1100],
  ])('is at random around that, so that a fleet does not report in step: %d', async (random, pause) => {
    jest.mocked(Math.random).mockReturnValue(random);
    party.isBusy = true;
    schedule();
    await pass(pause - 1);
    expect(times()).toEqual([0]);
    await pass(1);
    expect(times()).toEqual([0, pause]);
  });

  it('is a tenth of a second later after a failure here', async () => {
    party.isBusy = true;
    party.local.attemptEnded(attempt(false), party, 0);
    schedule();
    await pass(250);
    expect(times()).toEqual([0, 100, 200]);
    party.local.attemptEnded(attempt(true), party, 250);
    // The one that is due is not put off.
    schedule();
    await pass(1000);
    expect(times()).toEqual([0, 100, 200, 300]);
  });

  it('is a tenth of a second later while the fleet is in trouble', async () => {
    answers = [hears({ at: '1', law: published(downLaw(60_000)) })];
    party.isBusy = true;
    schedule();
    await pass(250);
    expect(times()).toEqual([0, 100, 200]);
  });

  it('is a tenth of a second later while reports wait to be taken up by another', async () => {
    answers = [hears({ count: 1 }), hears({ count: 2 })];
    party.isBusy = true;
    schedule();
    await pass(1150);
    expect(times()).toEqual([0, 100, 200]);
  });

  it('is at once for urgent news, but not more often than every 20 milliseconds', async () => {
    party.isBusy = true;
    schedule();
    await pass(10);
    conversation.hurry();
    schedule();
    await pass(9);
    expect(times()).toEqual([0]);
    await pass(1);
    expect(times()).toEqual([0, 20]);
    expect([said(0).urgent, said(1).urgent]).toEqual(['0', '1']);
    await pass(500);
    conversation.hurry();
    schedule();
    await pass(0);
    expect(times()).toEqual([0, 20, 520]);
    // The next is not urgent.
    await pass(1000);
    expect(times()).toEqual([0, 20, 520, 1520]);
    expect(said().urgent).toBe('0');
  });

  it('is 20 milliseconds after an urgent one that nobody has taken up', async () => {
    answers = [hears({ count: 1 }), hears({ count: 1 })];
    conversation.hurry();
    schedule();
    await pass(30);
    expect(times()).toEqual([0, 20]);
    expect(said().urgent).toBe('1');
    await pass(10);
    expect(times()).toEqual([0, 20, 40]);
    await pass(5000);
    expect(times()).toEqual([0, 20, 40]);
  });

  it('is a tenth of a second after one that was not urgent, and that nobody has taken up', async () => {
    answers = [hears({ count: 1 })];
    party.isBusy = true;
    schedule();
    await pass(150);
    expect(times()).toEqual([0, 100]);
    expect(said().urgent).toBe('0');
  });

  it('is not set anew unless it comes sooner, by more than a millisecond', async () => {
    const startTimer = jest.spyOn(link, 'startTimer');
    party.isBusy = true;
    schedule();
    await pass(0);
    expect(startTimer.mock.calls.map(([wait]) => wait)).toEqual([0, 1000]);
    await pass(400);
    schedule();
    await pass(599);
    // Urgent, it would be due now: a millisecond before it is anyway.
    conversation.hurry();
    schedule();
    expect(startTimer).toHaveBeenCalledTimes(2);
    await pass(1);
    expect(times()).toEqual([0, 1000]);
    await pass(998);
    conversation.hurry();
    schedule();
    expect(startTimer.mock.calls.slice(2).map(([wait]) => wait)).toEqual([1000, 0]);
    // That of the later report has been stopped.
    expect(jest.getTimerCount()).toBe(1);
  });

  it('is not before the last has been answered', async () => {
    answers = [hears({}, 200)];
    party.isBusy = true;
    schedule();
    await pass(50);
    conversation.hurry();
    schedule();
    await pass(149);
    expect(times()).toEqual([0]);
    await pass(2);
    expect(times()).toEqual([0, 201]);
  });
});

describe('a process has something to say', () => {
  it('not if all is well and nothing waits', async () => {
    add(true);
    schedule();
    expect(jest.getTimerCount()).toBe(0);
    await pass(5000);
    expect(times()).toEqual([]);
  });

  it('when an attempt has failed', async () => {
    add(false);
    schedule();
    await pass(5000);
    expect(times()).toEqual([0]);
  });

  it('when something is urgent', async () => {
    conversation.hurry();
    schedule();
    await pass(5000);
    expect(times()).toEqual([0]);
  });

  it('as long as its report waits for a clerk', async () => {
    answers = [hears({ count: 1 }), hears({ count: 1 }), hears({ count: 1 })];
    add(false);
    schedule();
    await pass(5000);
    expect(times()).toEqual([0, 100, 200, 300]);
  });

  it('not if it is the clerk itself', async () => {
    answers = [hears({ count: 1, clerk: 'me:1' }), () => []];
    add(false);
    schedule();
    await pass(5000);
    expect(times()).toEqual([0]);
  });

  it('once more when its retries have ended, since the fleet counts on it', async () => {
    Object.assign(party, { isBusy: true, size: 2, delays: 3000 });
    schedule();
    await pass(0);
    expect(said()).toMatchObject({ size: '2', delays: '3000', busy: '1' });
    await pass(500);
    Object.assign(party, { isBusy: false, size: 0, delays: 0 });
    schedule();
    await pass(5000);
    expect(times()).toEqual([0, 1000]);
    expect(said()).toMatchObject({ size: '0', delays: '0', busy: '0' });
  });

  it.each([
    ['waited', { size: 1, delays: 1000 }],
    ['was in flight', {}],
  ])('once more when a retry has ended that %s when it reported, before the answer', async (_name, own) => {
    answers = [hears({}, 100)];
    Object.assign(party, { isBusy: true, ...own });
    schedule();
    await pass(50);
    Object.assign(party, { isBusy: false, size: 0, delays: 0 });
    schedule();
    await pass(5000);
    expect(times()).toEqual([0, 1000]);
    expect(said()).toMatchObject({ size: '0', busy: '0' });
  });

  it('once more when a retry has come before the answer, and has ended since', async () => {
    answers = [hears({}, 100)];
    add(false);
    schedule();
    await pass(50);
    party.isBusy = true;
    await pass(100);
    party.isBusy = false;
    schedule();
    await pass(5000);
    expect(times()).toEqual([0, 1000]);
  });

  it('no more when there is nothing left: the time that was set is given up', async () => {
    party.isBusy = true;
    schedule();
    party.isBusy = false;
    schedule();
    expect(jest.getTimerCount()).toBe(0);
    // Afterwards it begins anew.
    party.isBusy = true;
    schedule();
    await pass(0);
    expect(times()).toEqual([0]);
  });

  it('no more once the guard is closed', async () => {
    party.isBusy = true;
    schedule();
    await pass(0);
    link.close();
    schedule();
    expect(jest.getTimerCount()).toBe(0);
    await pass(5000);
    expect(times()).toEqual([0]);
  });

  it('no more when the guard is closed before the answer', async () => {
    answers = [never];
    party.isBusy = true;
    schedule();
    await pass(10);
    link.close();
    await pass(5000);
    expect(times()).toEqual([0]);
    expect(log).not.toHaveBeenCalled();
  });
});

describe('a report', () => {
  it('says what waits here, and how attempts have ended since the last, with their ages', async () => {
    Object.assign(party, { isBusy: true, size: 3, delays: 4500.4 });
    add(true);
    await pass(30);
    conversation.add(attempt(false, { retry: retryOf(), retryAfter: 2000 }), performance.now(), true, '');
    await pass(20);
    schedule();
    await pass(0);
    expect(sent).toEqual([
      {
        ...{ at: 50, script: 'sync', keys: ['state', 'fleet', 'reports'] },
        args: [
          ...['me', '3', '4500', '1', '[[1,0,0,0,"",1,50,50,20,0],[0,1,1,0,"",1,20,20,20,1980]]'],
          ...['0', '-1', '', '1000', '', '0'],
        ],
      },
    ]);
    party.isBusy = false;
    await pass(1000);
    expect(said()).toMatchObject({ busy: '0', report: '' });
  });

  it('says which law of the fleet is known', async () => {
    answers = [hears({ at: '17.000', law: published(newLaw()) })];
    party.isBusy = true;
    schedule();
    await pass(1000);
    expect([said(0).known, said(1).known]).toEqual(['', '17.000']);
    expect(party.changes).toEqual([0, 1000]);
  });

  it('asks for the probe when a retry is about to fall due, and says how long it may take', async () => {
    answers = [hears({ at: '1', law: published(downLaw(200)) })];
    const hear = jest.spyOn(view, 'hear');
    party.isBusy = true;
    party.dueIn = 120;
    schedule();
    await pass(0);
    answers = [after(30, hears({ at: '1', lease: 'me:1' }))];
    await pass(130);
    expect([said(0).due, said(1).due]).toEqual(['-1', '120']);
    expect(hear.mock.calls[1]!.slice(1)).toEqual([expect.objectContaining({ size: 0 }), 1220, EPOCH, 130]);
  });

  it('holds on to the probe that this process sends, until its end has been reported', async () => {
    answers = [
      hears({ at: '1', law: published(downLaw(0)) }),
      hears({ at: '1', lease: 'me:1', token: 'me:1' }),
    ];
    const probe = retryOf();
    party.isBusy = true;
    party.dueIn = 100;
    schedule();
    await pass(150);
    expect(said(1)).toMatchObject({ due: '100', token: '', hold: '1000' });
    expect(view.maySend(probe, party, 150)).toBe(true);
    await pass(50);
    expect(said(2)).toMatchObject({ due: '-1', token: 'me:1', hold: '2000' });
    expect(view.endProbe(probe)).toBe('me:1');
    await pass(100);
    expect(said(3)).toMatchObject({ token: 'me:1', hold: '1000' });
    await pass(100);
    expect(said(4)).toMatchObject({ token: '', hold: '1000' });
  });

  it('tells only once of what is owed, and that a retry could have been the probe', async () => {
    answers = [hears({ at: '1', law: published(downLaw(0)) })];
    party.isBusy = true;
    schedule();
    await pass(0);
    view.maySend(retryOf(), { size: 20, delays: 20_000 }, 0);
    expect(view.wantsLease).toBe(true);
    await pass(200);
    expect([said(1).due, said(2).due]).toEqual(['0', '-1']);
    expect(view.wantsLease).toBe(false);
  });
});

describe('without an answer', () => {
  it('what was to be reported is reported with the next, with what has happened since', async () => {
    answers = [after(20, fails)];
    add(false);
    add(true);
    schedule();
    await pass(10);
    add(true);
    await pass(500);
    // Asked again after a quarter of a second at most: here, at 20 + 0.75 × 250.
    expect(times()).toEqual([0, 208]);
    expect(said(0).report).toBe('[[0,0,0,0,"",1,0,0,20,0],[1,0,0,0,"",1,0,0,20,0]]');
    expect(said(1).report).toBe('[[0,0,0,0,"",1,208,208,20,0],[1,0,0,0,"",2,208,198,20,0]]');
    await pass(5000);
    expect(times()).toHaveLength(2);
  });

  it('urgent news stay urgent, though nothing waits here', async () => {
    answers = [fails];
    add(true);
    conversation.hurry();
    schedule();
    await pass(5000);
    expect(times()).toEqual([0, 188]);
    expect([said(0).urgent, said(1).urgent]).toEqual(['1', '1']);
  });

  it('news that can not be read are none', async () => {
    answers = [() => ['OK']];
    add(false);
    schedule();
    await pass(1500);
    expect(times()).toEqual([0, 1000]);
    expect(said(1).report).toBe('[[0,0,0,0,"",1,1000,1000,20,0]]');
    expect(party.changes).toEqual([1000]);
  });

  it('Redis is looked for each second at least: it may be back before it was to be asked again', async () => {
    // Not asked again for half a minute, unless the answer comes late.
    answers = [after(1100, hears())];
    party.isBusy = true;
    schedule();
    await pass(1249);
    expect(times()).toEqual([0]);
    await pass(1);
    expect(times()).toEqual([0, 1250]);
    expect(link.isAway).toBe(false);
  });

  it('a late answer brings the next report forward, but no more often than every tenth of a second', async () => {
    answers = [after(300, hears())];
    party.isBusy = true;
    schedule();
    await pass(320);
    schedule();
    await pass(99);
    expect(times()).toEqual([0]);
    await pass(1);
    expect(times()).toEqual([0, 420]);
  });

  it('urgent news do not make it ask sooner', async () => {
    answers = [fails];
    party.isBusy = true;
    schedule();
    await pass(10);
    conversation.hurry();
    schedule();
    await pass(177);
    expect(times()).toEqual([0]);
    await pass(1);
    expect(times()).toEqual([0, 188]);
  });
});

describe('the clocks', () => {
  /** Hears answers, each `[delay, offset]`: the offset is that of the middle of its way. Returns what it goes by. */
  async function offsetsAfter(...replies: (readonly [delay: number, offset: number])[]): Promise<number[]> {
    const hear = jest.spyOn(view, 'hear');
    party.isBusy = true;
    for (const [delay, offset] of replies)
      answers.push(hears({ now: () => performance.now() - delay / 2 + offset }, delay));
    schedule();
    await pass(1000 * replies.length + 500);
    return hear.mock.calls.map(([, , , offset]) => offset).slice(0, replies.length);
  }

  it('are compared with each answer', async () => {
    expect(await offsetsAfter([10, 5000], [10, 5003], [18, 5001])).toEqual([5000, 5003, 5001]);
  });

  it('are not compared by an answer that took twice as long as the best', async () => {
    expect(await offsetsAfter([10, 5000], [40, 5010], [12, 5001], [200, 5100])).toEqual([
      5000, 5000, 5001, 5001,
    ]);
  });

  it('are, if it differs by more than the answer took: Redis has another clock', async () => {
    expect(await offsetsAfter([10, 5000], [40, 5040], [40, 5040.5], [40, 4900])).toEqual([
      5000, 5000, 5040.5, 4900,
    ]);
  });

  it('are compared again when answers have become slow for long: the best time is forgotten by one in a hundred', async () => {
    // 100 × 1.01 × 2 = 202.
    expect(await offsetsAfter([100, 5000], [202, 5050])).toEqual([5000, 5050]);
  });

  it('are not compared again before', async () => {
    expect(await offsetsAfter([100, 5000], [203, 5050], [205, 5060], [206, 5070], [208, 5080])).toEqual([
      5000, 5000, 5000, 5070, 5080,
    ]);
  });

  it('a slow answer that is compared does not make the best worse', async () => {
    expect(await offsetsAfter([10, 5000], [20, 5001], [41, 5010])).toEqual([5000, 5001, 5001]);
  });
});

describe('the clerk', () => {
  const CLERK = { clerk: 'me:1', size: 1, delays: 1000, busy: 1 };

  /** A line of reports: failures of a process, all at that time of Redis' clock. */
  function failuresOf(id: string, count: number, at = EPOCH, token = ''): string {
    const report = new Report();
    for (let index = 0; index < count; index++) report.add(attempt(false), at, false, token);
    return `${at} ${id} ${writeRuns(report.take(), at)}`;
  }

  /** The law that was published last, with the other arguments. */
  function publication(): { law: Law; turnedAt: number; knownAt: number; args: string[] } {
    const { script, keys, args } = sent.filter((one) => one.script === 'publish').at(-1)!;
    expect([script, keys]).toEqual(['publish', ['state', 'reports']]);
    const [clerk = '', text = '', ...rest] = args;
    return { ...readFleetLaw(newLaw(), text), args: [clerk, ...rest] };
  }

  const talk = async (...replies: Answer[]): Promise<void> => {
    answers = replies;
    party.isBusy = true;
    schedule();
    await pass(0);
  };

  it('publishes the law of its process where none is known, on the clock of Redis', async () => {
    party.local.latency = 123;
    party.local.blockedUntil = 7000;
    party.turnedAt = -400;
    await talk(hears({ ...CLERK, count: 1, lines: ['not a report'] }), () => ['17.000']);
    const { law, turnedAt, knownAt, args } = publication();
    expect(law.latency).toBe(123);
    expect(law.blockedUntil).toBe(EPOCH + 7000);
    expect([turnedAt, knownAt]).toEqual([EPOCH - 400, 0]);
    expect(args).toEqual(['me:1', '', '1', '', '']);
  });

  it('goes by that law itself from then on', async () => {
    party.local.blockedUntil = 7000;
    await talk(hears(CLERK), () => ['17.000']);
    expect([view.isKnown, view.blockedUntil, view.at]).toEqual([true, 7000, '17.000']);
    // It is told of the new law only then.
    expect(party.changes).toEqual([0]);
    await pass(1000);
    expect(said().known).toBe('17.000');
  });

  it('does not if another clerk has taken over', async () => {
    await talk(hears(CLERK), () => []);
    expect([view.isKnown, view.at]).toEqual([false, '']);
    await pass(1000);
    expect(said().known).toBe('');
  });

  it('does not if there is no answer, and goes on talking', async () => {
    await talk(hears(CLERK), fails);
    expect(view.isKnown).toBe(false);
    await pass(200);
    expect(times()).toEqual([0, 188]);
  });

  it('adds the reports of others to it, but not those of its own process, which are in it', async () => {
    party.local.attemptEnded(attempt(false), party, 0);
    await talk(hears({ ...CLERK, count: 2, lines: [failuresOf('me', 1), failuresOf('other', 1)] }), () => [
      '1',
    ]);
    const { law, args } = publication();
    expect(law.health.failuresInRow).toBe(2);
    expect(args).toEqual(['me:1', '', '2', '', '']);
  });

  it('adds all reports to a law that is known', async () => {
    await talk(hears({ at: '1', law: published(newLaw()) }));
    answers = [
      hears({ ...CLERK, at: '1', lines: [failuresOf('me', 1), failuresOf('other', 1)] }),
      () => ['2'],
    ];
    await pass(1000);
    const { law, turnedAt, knownAt } = publication();
    expect(law.health.failuresInRow).toBe(2);
    expect([turnedAt, knownAt]).toEqual([EPOCH, EPOCH]);
    expect(view.at).toBe('2');
  });

  it('sets the law right when Redis has another clock since', async () => {
    await talk(hears({ at: '1', law: published(newLaw(), EPOCH + 50) }));
    const now = (): number => EPOCH + 90_000 + performance.now();
    answers = [hears({ ...CLERK, now, at: '1' }), () => ['2']];
    await pass(1000);
    expect(publication().turnedAt).toBe(EPOCH + 90_050);
  });

  it('says when the next probe is due, at what rate the fleet may release, and that the probe has ended', async () => {
    const down = downLaw(5000);
    await talk(hears({ ...CLERK, at: '1', law: published(down), token: 'other:3' }), () => ['2']);
    expect(publication().args).toEqual(['me:1', String(EPOCH + 5000) + '.000', '0', '', '']);

    const lines = [failuresOf('other', 1, EPOCH + 5000, 'other:3')];
    answers = [hears({ ...CLERK, at: '2', lines, token: 'other:3' }), () => ['3']];
    await pass(100);
    // The first probe has failed: the next is due a second after it.
    expect(publication().args).toEqual(['me:1', String(EPOCH + 6000) + '.000', '1', 'other:3', '']);

    const recovering = newLaw();
    recovering.rate = new ReleaseRate(20, EPOCH);
    answers = [hears({ ...CLERK, at: '4', law: published(recovering), token: 'other:3' }), () => ['5']];
    await pass(100);
    expect(publication().args).toEqual(['me:1', '', '0', '', '0.020000000']);
  });

  it.each([
    [2500, '0.020000000'],
    [2500.001, ''],
  ])('ends a recovery when nobody has waited for more than 2.5 seconds: %d', async (idle, rate) => {
    const recovering = newLaw();
    recovering.rate = new ReleaseRate(20, EPOCH);
    await talk(hears({ ...CLERK, at: '1', law: published(recovering), idle }), () => ['2']);
    expect(publication().args).toEqual(['me:1', '', '0', '', rate]);
  });

  describe('of a process that was down by itself', () => {
    const probing = (): Probe => (party.local.probe = new Probe(party.local.probeBackoff, 0));

    it('lets the fleet probe at once, since it never hears of the probe in flight', async () => {
      probing().send(retryOf(), 0);
      await pass(1);
      await talk(hears(CLERK), () => ['1']);
      expect(publication().args[1]).toBe(`${EPOCH + 1}.000`);
    });

    it('lets the fleet probe after a time that grows with the probes that have failed', async () => {
      const probe = probing();
      probe.send(retryOf(), 0);
      probe.count = 2;
      await talk(hears(CLERK), () => ['1']);
      // The second pause: 2 × 1 s.
      expect(publication().args[1]).toBe(`${EPOCH + 2000}.000`);
    });

    it('leaves the next probe at its time if that is sooner', async () => {
      const probe = probing();
      Object.assign(probe, { count: 2, nextAt: 300 });
      await talk(hears(CLERK), () => ['1']);
      expect(publication().args[1]).toBe(`${EPOCH + 300}.000`);
    });
  });
});
