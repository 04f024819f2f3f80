import colors from 'picocolors';
import { outageFor } from '../../../demo/fleet/outage';
import {
  heading,
  liveLine,
  liveTable,
  momentOf,
  resultTable,
  type Moment,
  type Outcome,
} from '../../../demo/fleet/report';
import { Recording } from '../../../demo/simulate/recording';

const PLAIN = colors.createColors(false);
const SCENARIO = outageFor(10);

describe('a moment', () => {
  it('has the attempts and refusals of the last second that is over, and the calls that have not ended', () => {
    const recording = new Recording(1000);
    for (const at of [1850, 1950, 2050, 2850, 2950]) recording.attemptSent(at);
    for (const at of [1950, 2850]) recording.attemptFailed(at);
    recording.callEnded(0, 2000, false);
    // From 1.9 to 2.9 s. By then 117 calls have begun.
    expect(momentOf('shared', recording, SCENARIO, 2920)).toEqual({
      name: 'shared',
      attempts: 3,
      refused: 2,
      done: 1,
      waiting: 116,
    });
  });

  it('is empty before anything has happened', () => {
    const nothing = { name: 'alone', attempts: 0, refused: 0, done: 0, waiting: 0 };
    expect(momentOf('alone', new Recording(10), SCENARIO, -Infinity)).toEqual(nothing);
    expect(momentOf('alone', new Recording(10), SCENARIO, 0)).toEqual(nothing);
  });
});

const MOMENTS: readonly Moment[] = [
  { name: 'alone', attempts: 60, refused: 30, done: 1, waiting: 250 },
  { name: 'shared', attempts: 400, refused: 6, done: 12, waiting: 9 },
];

describe('the live table', () => {
  it('says whether the server is down, and what each fleet does', () => {
    expect(liveTable(MOMENTS, SCENARIO, 3000, PLAIN).split('\n')).toEqual([
      '  3.0 s  server down',
      '                    attempts a second           refused  waiting  done',
      'each its own pacer  █████▒▒▒▒▒··········    60       30      250     1',
      'one pacer for all   ████████████████████   400        6        9    12',
      '',
    ]);
    expect(liveTable(MOMENTS, SCENARIO, 9000, PLAIN)).toContain('  9.0 s  server up\n');
  });

  it('has the same shape each time, so that it can be drawn over', () => {
    const lines = (moments: readonly Moment[]): number[] =>
      liveTable(moments, SCENARIO, 0, PLAIN)
        .split('\n')
        .map(({ length }) => length);
    const none = MOMENTS.map((moment) => ({ ...moment, attempts: 0, refused: 0 }));
    expect(lines(none)).toEqual(lines(MOMENTS));
  });

  it('is one line where there is no terminal', () => {
    expect(liveLine(MOMENTS, SCENARIO, 3010)).toBe(
      '  3 s  down  each its own pacer: 60 attempts (30 refused), 250 waiting  one pacer for all: 400 attempts (6 refused), 9 waiting\n',
    );
  });
});

it('the result has the real fleets and the simulated ones', () => {
  const figures = {
    attemptsPerCall: 1.634,
    peak: 1.084,
    done: 9580,
    doneToBound: 1.2,
    lost: 0,
    p50: 1,
    p99: 2,
  };
  const outcomes: Outcome[] = [
    { name: 'alone', isSimulated: false, figures: { ...figures, lost: 3 } },
    { name: 'shared', isSimulated: true, figures: { ...figures, doneToBound: undefined } },
  ];
  const rows = resultTable(outcomes, PLAIN)
    .split('\n')
    .map((line) => line.split(/ {2,}/));
  expect(rows).toContainEqual(['real', 'each its own pacer', '1.63', '1.08', '9.58 s', '1.20', '3']);
  expect(rows).toContainEqual(['simulated', 'one pacer for all', '1.63', '1.08', '9.58 s', '–', '0']);
});

it('the heading says what there is to see', () => {
  expect(heading(SCENARIO, 'this machine', PLAIN)).toBe(
    `Servers  two, each 60 calls a second, 50 ms, down 2–9 s
Fleets   two, each 10 processes that call 40 times a second for 12.0 s
Redis    this machine

`,
  );
});
