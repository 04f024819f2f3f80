import { CALM, isWithin, TENTH, type Scenario, type Span } from '../../../simulate/scenario';
import { STRATEGY_NAMES, type StrategyName } from '../../../simulate/strategies';

/** The fields of the fleet, as texts; what the address of the page and the command line say of it. */
export const FLEET_DEFAULTS = {
  processes: '20',
  rate: '40',
  duration: '20',
  capacity: '60',
  latency: '100',
  queue: '0',
  outage: '4-14',
  seed: '1',
  strategies: 'exponential,pacer',
} as const;

export type FleetField = keyof typeof FLEET_DEFAULTS;
export type FleetTexts = Readonly<Record<FleetField, string>>;
export const FLEET_FIELDS = Object.keys(FLEET_DEFAULTS) as FleetField[];

/** More panels than that are too small to see anything in. */
export const MOST_STRATEGIES = 4;

/** What the fields mean. */
export interface FleetSettings {
  readonly scenario: Scenario;
  readonly strategies: readonly StrategyName[];
}

const whole =
  (lowest: number, highest: number) =>
  (text: string): number | undefined => {
    const value = Number(text);
    return /^\d+$/.test(text) && value >= lowest && value <= highest ? value : undefined;
  };

// A page that is watched needs no more, and a phone has to compute it.
const NUMBERS = {
  processes: { read: whole(1, 200), rule: 'a whole number from 1 to 200' },
  rate: { read: whole(1, 300), rule: 'a whole number from 1 to 300' },
  duration: { read: whole(1, 60), rule: 'a whole number from 1 to 60' },
  capacity: { read: whole(1, 1000), rule: 'a whole number from 1 to 1000' },
  latency: { read: whole(0, 5000), rule: 'a whole number from 0 to 5000' },
  queue: { read: whole(0, 1000), rule: 'a whole number from 0 to 1000' },
  seed: { read: whole(0, 2 ** 32 - 1), rule: 'a whole number from 0 to 4294967295' },
} as const;

const SPAN = /^(\d{1,3}(?:\.\d)?)-(\d{1,3}(?:\.\d)?)$/;
const NEVER = 'none';

function readSpan(text: string): Span | undefined {
  const [, from, to] = SPAN.exec(text) ?? [];
  const span = { from: Math.round(Number(from) * 1000), to: Math.round(Number(to) * 1000) };
  return span.from < span.to ? span : undefined;
}

/** Reads `4-14` or `4-14,16-18`, in seconds, or `none`. Returns `undefined` for any other text. */
export function readOutages(text: string): Span[] | undefined {
  if (text === NEVER) return [];
  const spans = text.split(',').map(readSpan);
  const read = spans.flatMap((span) => span ?? []);
  return read.length === spans.length ? read : undefined;
}

export const writeOutages = (outages: readonly Span[]): string =>
  outages.map(({ from, to }) => `${from / 1000}-${to / 1000}`).join(',') || NEVER;

/** How long a server stays broken at least, unless it is repaired by hand. */
const BROKEN = 5000;

/** One after the other, with those that overlap or touch as one. */
function joined(outages: readonly Span[]): Span[] {
  const result: Span[] = [];
  for (const { from, to } of [...outages].sort((a, b) => a.from - b.from)) {
    const last = result.at(-1);
    if (last && from <= last.to) result.splice(-1, 1, { from: last.from, to: Math.max(last.to, to) });
    else result.push({ from, to });
  }
  return result;
}

/**
 * The outages after somebody has broken the server at a time, or repaired it where it was broken. What was before that
 * time stays. A server that would have broken later breaks now instead, and a later outage is not touched by a repair.
 */
export function breakOrRepair(
  { outages, duration }: Pick<Scenario, 'outages' | 'duration'>,
  at: number,
): Span[] {
  // In tenths, as everything is counted.
  const now = Math.floor(at / TENTH) * TENTH;
  const spans = joined(outages);
  const current = spans.find((span) => isWithin(span, now));
  if (current) {
    const repaired = { from: current.from, to: Math.max(now, current.from + TENTH) };
    return spans.map((span) => (span === current ? repaired : span));
  }
  const next = spans.find(({ from }) => from > now);
  const to = next?.to ?? Math.max(duration, now + BROKEN);
  return joined([...spans, { from: now, to }]);
}

const readStrategies = (text: string): StrategyName[] =>
  STRATEGY_NAMES.filter((name) => text.split(',').includes(name)).slice(0, MOST_STRATEGIES);

/** What is wrong with the text of a field. */
export function fleetProblem(field: FleetField, text: string): string | undefined {
  if (field === 'strategies') return readStrategies(text).length ? undefined : 'Choose at least one.';
  if (field === 'outage')
    return readOutages(text) ? undefined : 'It must be like 4-14, or 4-14,17-19, or none.';
  const { read, rule } = NUMBERS[field];
  return read(text) === undefined ? `It must be ${rule}.` : undefined;
}

/** What the fields mean; `undefined` when one is wrong. */
export function readFleet(texts: FleetTexts): FleetSettings | undefined {
  if (FLEET_FIELDS.some((field) => fleetProblem(field, texts[field]))) return undefined;
  const number = (field: keyof typeof NUMBERS): number => NUMBERS[field].read(texts[field]) ?? 0;
  return {
    scenario: {
      ...CALM,
      processes: number('processes'),
      rate: number('rate'),
      duration: 1000 * number('duration'),
      capacity: number('capacity'),
      latency: number('latency'),
      queue: number('queue'),
      seed: number('seed'),
      outages: readOutages(texts.outage) ?? [],
    },
    strategies: readStrategies(texts.strategies),
  };
}

/** The command that simulates the same. */
export const commandOf = (texts: FleetTexts): string =>
  `npm run simulate -- ${FLEET_FIELDS.map((field) => `--${field} ${texts[field]}`).join(' ')}`;
