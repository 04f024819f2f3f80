import type { Colors } from 'picocolors/types';
import { plainTable, type Column } from '../shared/plain-table';
import { duration } from '../shared/text';
import type { Figures } from '../simulate/figures';
import type { Recording } from '../simulate/recording';
import { callsBefore, isDown, TENTH, type Scenario } from '../simulate/scenario';

/** The two fleets, as they are called. */
export const LABELS = { alone: 'each its own pacer', shared: 'one pacer for all' } as const;
export type FleetName = keyof typeof LABELS;

/** A fleet at a moment. */
export interface Moment {
  readonly name: FleetName;
  /** Attempts in the last second that is over, and how many of those were refused. */
  readonly attempts: number;
  readonly refused: number;
  readonly done: number;
  readonly waiting: number;
}

const SECOND = 1000 / TENTH;

const lastSecond = (tenths: readonly number[], now: number): number => {
  const end = Math.floor(now / TENTH);
  return tenths.slice(Math.max(0, end - SECOND), end).reduce((sum, count) => sum + count, 0);
};

/** What a fleet does at a time. */
export function momentOf(name: FleetName, recording: Recording, scenario: Scenario, now: number): Moment {
  const { attempts, failures, ended } = recording;
  return {
    name,
    attempts: lastSecond(attempts, now),
    refused: lastSecond(failures, now),
    done: ended,
    waiting: Math.max(0, callsBefore(scenario, now) - ended),
  };
}

const BAR = 20;

/** A bar whose full length is twice the capacity: served calls, then refused ones. */
function bar({ attempts, refused }: Moment, capacity: number, colors: Colors): string {
  const cells = (count: number): number => Math.min(BAR, Math.round((count / (2 * capacity)) * BAR));
  const all = cells(attempts);
  const served = Math.min(all, cells(attempts - refused));
  return (
    colors.green('█'.repeat(served)) +
    colors.red('▒'.repeat(all - served)) +
    colors.dim('·'.repeat(BAR - all))
  );
}

const stateOf = (scenario: Scenario, now: number): string => (isDown(scenario, now) ? 'down' : 'up');

/** Of one width, so that nothing moves. */
const number = (value: number): string => String(value).padStart(4);

/** The live table, for a terminal. */
export function liveTable(
  moments: readonly Moment[],
  scenario: Scenario,
  now: number,
  colors: Colors,
): string {
  const columns: readonly Column<Moment>[] = [
    { head: '', align: 'left', cell: ({ name }) => LABELS[name] },
    { head: 'attempts a second', align: 'left', cell: (moment) => bar(moment, scenario.capacity, colors) },
    { head: '', align: 'right', cell: ({ attempts }) => number(attempts) },
    { head: 'refused', align: 'right', cell: ({ refused }) => number(refused) },
    { head: 'waiting', align: 'right', cell: ({ waiting }) => number(waiting) },
    { head: 'done', align: 'right', cell: ({ done }) => number(done) },
  ];
  const state = stateOf(scenario, now);
  const server = `server ${state === 'up' ? colors.green(state) : colors.red(state)}`;
  return `${(now / 1000).toFixed(1).padStart(5)} s  ${server}\n${plainTable(columns, moments, colors)}\n`;
}

/** The same in one line, for where there is no terminal. */
export function liveLine(moments: readonly Moment[], scenario: Scenario, now: number): string {
  const fleets = moments.map(
    ({ name, attempts, refused, waiting }) =>
      `${LABELS[name]}: ${attempts} attempts (${refused} refused), ${waiting} waiting`,
  );
  return `${[`${Math.round(now / 1000)} s`.padStart(5), stateOf(scenario, now).padEnd(4), ...fleets].join('  ')}\n`;
}

/** A row of the result. */
export interface Outcome {
  readonly name: FleetName;
  readonly isSimulated: boolean;
  readonly figures: Figures;
}

const ratio = (number: number | undefined): string => number?.toFixed(2) ?? '–';

const COLUMNS: readonly Column<Outcome>[] = [
  { head: '', align: 'left', cell: ({ isSimulated }) => (isSimulated ? 'simulated' : 'real') },
  { head: '', align: 'left', cell: ({ name }) => LABELS[name] },
  { head: 'attempts\nper call', align: 'right', cell: ({ figures }) => ratio(figures.attemptsPerCall) },
  { head: 'peak ÷\ncapacity', align: 'right', cell: ({ figures }) => ratio(figures.peak) },
  { head: 'all\ndone', align: 'right', cell: ({ figures }) => duration(figures.done) },
  { head: 'done ÷\nbound', align: 'right', cell: ({ figures }) => ratio(figures.doneToBound) },
  { head: 'calls\nlost', align: 'right', cell: ({ figures }) => String(figures.lost) },
];

/** How the fleets did, beside what the simulator says of the same outage. */
export const resultTable = (outcomes: readonly Outcome[], colors: Colors): string =>
  `${plainTable(COLUMNS, outcomes, colors)}\n\nPeak and all done count from the end of the outage. The bound is what nobody can beat.\n`;

/** What is shown. */
export function heading(scenario: Scenario, redis: string, colors: Colors): string {
  const { processes, rate, duration: length, capacity, latency, outages } = scenario;
  const spans = outages.map(({ from, to }) => `${from / 1000}–${to / 1000} s`).join(' and ');
  return [
    `${colors.bold('Servers')}  two, each ${capacity} calls a second, ${duration(latency)}, down ${spans}`,
    `${colors.bold('Fleets')}   two, each ${processes} processes that call ${rate} times a second for ${duration(length)}`,
    `${colors.bold('Redis')}    ${redis}`,
    '',
    '',
  ].join('\n');
}
