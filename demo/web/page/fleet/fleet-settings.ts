import { CALM, type Scenario, type Span } from '../../../simulate/scenario';
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

/** Reads `4-14`, in seconds; `null` when it is no span. */
export function readSpan(text: string): Span | undefined | null {
  if (text === 'none') return undefined;
  const [, from, to] = SPAN.exec(text) ?? [];
  const span = { from: Math.round(Number(from) * 1000), to: Math.round(Number(to) * 1000) };
  return span.from < span.to ? span : null;
}

export const writeSpan = ({ from, to }: Span): string => `${from / 1000}-${to / 1000}`;

const readStrategies = (text: string): StrategyName[] =>
  STRATEGY_NAMES.filter((name) => text.split(',').includes(name)).slice(0, MOST_STRATEGIES);

/** What is wrong with the text of a field. */
export function fleetProblem(field: FleetField, text: string): string | undefined {
  if (field === 'strategies') return readStrategies(text).length ? undefined : 'Choose at least one.';
  if (field === 'outage') return readSpan(text) === null ? 'It must be like 4-14, or none.' : undefined;
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
      outages: [readSpan(texts.outage) ?? []].flat(),
    },
    strategies: readStrategies(texts.strategies),
  };
}

/** The command that simulates the same. */
export const commandOf = (texts: FleetTexts): string =>
  `npm run simulate -- ${FLEET_FIELDS.map((field) => `--${field} ${texts[field]}`).join(' ')}`;
