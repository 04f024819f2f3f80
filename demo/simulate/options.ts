import { Command, InvalidArgumentError, Option } from 'commander';
import { HIGHEST_SEED, oneOf, parse, wholeNumber, type Parsed } from '../shared/arguments';
import { OUTAGE_MODES, type Scenario, type Span } from './scenario';
import { STRATEGY_NAMES, type StrategyName } from './strategies';

/** What `npm run simulate` was asked to do. */
export interface SimulateOptions {
  readonly scenario: Scenario;
  readonly strategies: readonly StrategyName[];
  readonly json: boolean;
  /** Where to draw a plot. */
  readonly plot?: string;
}

// Not null, which commander takes for an empty text.
const NONE = 'none';

type Arguments = Omit<Scenario, 'outages'> & {
  readonly outage: readonly Span[] | typeof NONE;
  readonly strategies: readonly StrategyName[];
  readonly json?: boolean;
  readonly plot?: string;
};

const refuse = (rule: string): never => {
  throw new InvalidArgumentError(`It must be ${rule}.`);
};

/** A reader of whole numbers of 1 or more. */
const positive = (text: string): number => wholeNumber()(text) || refuse('a whole number of 1 or more');

// In tenths, since everything is counted by them.
const SECONDS = /^\d{1,6}(\.\d)?$/;
const SPAN = /^(\d{1,6}(?:\.\d)?)-(\d{1,6}(?:\.\d)?)$/;

const milliseconds = (seconds: string | undefined): number => Math.round(Number(seconds) * 1000);

function seconds(text: string): number {
  if (!SECONDS.test(text) || Number(text) === 0) refuse('seconds, with at most one decimal, more than 0');
  return milliseconds(text);
}

function span(text: string): Span {
  const [, from, to] = SPAN.exec(text) ?? [];
  const read = { from: milliseconds(from), to: milliseconds(to) };
  return read.from < read.to
    ? read
    : refuse('two times in seconds such as 0-20, the first before the second');
}

function part(text: string): number {
  return /^0(\.\d+)?$/.test(text) ? Number(text) : refuse('a number from 0 to below 1');
}

function strategies(text: string): StrategyName[] {
  return [...new Set(text.split(',').map(oneOf(STRATEGY_NAMES)))];
}

function plotFile(text: string): string {
  return text.toLowerCase().endsWith('.svg') ? text : refuse('a file whose name ends in .svg');
}

function simulateCommand(): Command {
  return (
    new Command('npm run simulate --')
      .description(
        'Simulates a fleet of clients and a server that fails, and compares ways to retry. The built package does the retrying, in a time that passes as fast as it can be computed.',
      )
      // An argument that is no option is refused in words of our own, which name it.
      .allowExcessArguments()
      .configureHelp({ helpWidth: 90 })
      .optionsGroup('The clients:')
      .addOption(
        option('--processes <n>', 'how many there are, each with its own budget and pacer', 1, positive),
      )
      .addOption(option('--rate <n>', 'calls a second, of all processes together', 140, positive))
      .addOption(option('--duration <seconds>', 'how long calls begin', 30_000, seconds, '30'))
      .addOption(option('--batch <n>', 'calls that begin at once, besides', 0, wholeNumber()))
      .addOption(
        new Option('--warm-up <seconds>', 'how long all is well first; all other times count from its end')
          .default(0, '0')
          .argParser(seconds),
      )
      .addOption(option('--retries <n>', 'how many retries a call has', 10, wholeNumber()))
      .addOption(option('--initial-delay <ms>', 'the first wait, or its ceiling', 1000, positive))
      .addOption(option('--max-delay <ms>', 'the longest wait', 60_000, positive))
      .addOption(option('--timeout <ms>', 'how long they wait for an answer', 10_000, positive))
      .optionsGroup('The server:')
      .addOption(
        option('--capacity <n>', 'calls a second that it can answer; it gives 503 above', 200, positive),
      )
      .addOption(option('--latency <ms>', 'how long an answer takes', 50, wholeNumber()))
      .addOption(
        option('--queue <n>', 'how many calls wait for their turn before it gives 503', 0, wholeNumber()),
      )
      .addOption(
        option('--refusal-cost <part>', 'which part of an answered call a refused one costs', 0, part),
      )
      .addOption(
        new Option(
          '--outage <from-to>',
          'the seconds in which every call fails, several spans with commas; or none',
        )
          .default([{ from: 0, to: 20_000 }], '0-20')
          .argParser((text) => (text === NONE ? NONE : text.split(',').map(span))),
      )
      .addOption(
        option(
          '--outage-mode <mode>',
          'how they fail: with status 503, or refused',
          'status',
          oneOf(OUTAGE_MODES),
        ),
      )
      .addOption(new Option('--brown-out <from-to>', 'the seconds with half of the capacity').argParser(span))
      .addOption(
        new Option('--rate-limit <n>', 'calls a second that a rate limiter lets through').argParser(positive),
      )
      .addOption(option('--rate-window <seconds>', 'how long each of its windows is', 10_000, seconds, '10'))
      .addOption(option('--error-rate <part>', 'which part of the answers is a 503 by chance', 0, part))
      .optionsGroup('The simulation:')
      .addOption(
        option(
          '--strategies <names>',
          `what is compared: ${STRATEGY_NAMES.join(', ')}`,
          STRATEGY_NAMES,
          strategies,
          'all',
        ),
      )
      .addOption(option('--seed <n>', 'another seed, other random numbers', 1, wholeNumber(HIGHEST_SEED)))
      .option('--json', 'print one JSON document')
      .addOption(
        new Option('--plot <file>', 'draw attempts per second into this SVG file').argParser(plotFile),
      )
      .helpOption('-h, --help', 'show this')
      .addHelpText(
        'after',
        `
Exit code: 0 when all was simulated, 2 for wrong options.

Examples:
  npm run simulate -- --processes 50 --plot overload.svg
  npm run simulate -- --outage none --brown-out 10-40 --duration 60
  npm run --silent simulate -- --json --strategies axios-retry,full`,
      )
  );
}

/** An option with a default, which the help shows in its own words if need be. */
function option<T>(flags: string, text: string, value: T, read: (text: string) => T, shown?: string): Option {
  return new Option(flags, text).default(value, shown).argParser(read);
}

/** Reads the arguments of `npm run simulate`. */
export function parseSimulateOptions(args: readonly string[]): Parsed<SimulateOptions> {
  const parsed = parse<Arguments>(simulateCommand(), args);
  if (!('options' in parsed)) return parsed;
  const { strategies: names, json = false, plot, outage, ...rest } = parsed.options;
  return {
    options: {
      scenario: { ...rest, outages: outage === NONE ? [] : outage },
      strategies: names,
      json,
      plot,
    },
  };
}
