import { Command, InvalidArgumentError, Option } from 'commander';
import { HIGHEST_SEED, oneOf, parse, positive, wholeNumber, type Parsed } from '../shared/arguments';
import { STRATEGY_NAMES } from './strategies';
import { OUTAGE_MODES, REDIS_LOST_MODES, type Scenario, type Span } from './scenario';
import { ALL_STRATEGY_NAMES, type AnyStrategyName } from './all-strategies';

/** What `npm run simulate` was asked to do. */
export interface SimulateOptions {
  readonly scenario: Scenario;
  readonly strategies: readonly AnyStrategyName[];
  readonly json: boolean;
  /** Where to draw a plot. */
  readonly plot?: string;
}

// Not null, which commander takes for an empty text.
const NONE = 'none';

type Arguments = Omit<Scenario, 'outages'> & {
  readonly outage: readonly Span[] | typeof NONE;
  readonly strategies: readonly AnyStrategyName[];
  readonly json?: boolean;
  readonly plot?: string;
};

const refuse = (rule: string): never => {
  throw new InvalidArgumentError(`It must be ${rule}.`);
};

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

function strategies(text: string): AnyStrategyName[] {
  return [...new Set(text.split(',').map(oneOf(ALL_STRATEGY_NAMES)))];
}

function plotFile(text: string): string {
  return text.toLowerCase().endsWith('.svg') ? text : refuse('a file whose name ends in .svg');
}

function simulateCommand(): Command {
  return (
    new Command('npm run simulate --')
      .description(
        'Simulates a fleet of clients and a failing server, and compares ways to retry. The built package does the retrying, in virtual time.',
      )
      // An argument that is no option is refused in words of our own, which name it.
      .allowExcessArguments()
      .configureHelp({ helpWidth: 90 })
      .optionsGroup('The clients:')
      .addOption(
        option('--processes <n>', 'number of processes, each with its own budget and pacer', 1, positive),
      )
      .addOption(option('--rate <n>', 'calls a second, over all processes', 140, positive))
      .addOption(option('--duration <seconds>', 'how long new calls keep coming', 30_000, seconds, '30'))
      .addOption(option('--batch <n>', 'calls that come at once, on top', 0, wholeNumber()))
      .addOption(
        new Option('--warm-up <seconds>', 'how long all is well first; other times count from its end')
          .default(0, '0')
          .argParser(seconds),
      )
      .addOption(option('--retries <n>', 'retries per call', 10, wholeNumber()))
      .addOption(option('--initial-delay <ms>', 'the first wait, or its ceiling', 1000, positive))
      .addOption(option('--max-delay <ms>', 'the longest wait', 60_000, positive))
      .addOption(option('--timeout <ms>', 'how long a client waits for an answer', 10_000, positive))
      .optionsGroup('The server:')
      .addOption(
        option('--capacity <n>', 'calls a second that it can answer; the rest get a 503', 200, positive),
      )
      .addOption(option('--latency <ms>', 'how long an answer takes', 50, wholeNumber()))
      .addOption(
        option('--queue <n>', 'calls that may wait their turn before it answers 503', 0, wholeNumber()),
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
          'how they fail: with a 503, or refused',
          'status',
          oneOf(OUTAGE_MODES),
        ),
      )
      .addOption(
        new Option(
          '--outage-retry-after <seconds>',
          'the Retry-After of a 503 in an outage; without this it has none',
        ).argParser(positive),
      )
      .addOption(
        new Option('--brown-out <from-to>', 'when the capacity is halved, in seconds').argParser(span),
      )
      .addOption(
        new Option('--rate-limit <n>', 'calls a second that a rate limiter lets through').argParser(positive),
      )
      .addOption(option('--rate-window <seconds>', 'length of its windows', 10_000, seconds, '10'))
      .addOption(option('--error-rate <part>', 'share of the answers that are a 503 at random', 0, part))
      .optionsGroup('The Redis that processes with a shared pacer have:')
      .addOption(option('--redis-latency <ms>', 'the way there and back', 1, wholeNumber()))
      .addOption(
        new Option(
          '--redis-lost <from-to>',
          'when it is lost, in seconds: each process paces alone',
        ).argParser(span),
      )
      .addOption(
        option(
          '--redis-lost-mode <mode>',
          'what commands do meanwhile: hang until it is back, or fail at once',
          'hang',
          oneOf(REDIS_LOST_MODES),
        ),
      )
      .optionsGroup('The simulation:')
      .addOption(
        option(
          '--strategies <names>',
          `what to compare: ${ALL_STRATEGY_NAMES.join(', ')}`,
          STRATEGY_NAMES,
          strategies,
          'all but aws, which takes minutes, and breaker',
        ),
      )
      .addOption(option('--seed <n>', 'seed of all random numbers', 1, wholeNumber(HIGHEST_SEED)))
      .option('--json', 'print one JSON document')
      .addOption(new Option('--plot <file>', 'plot attempts a second to this SVG file').argParser(plotFile))
      .helpOption('-h, --help', 'show this help')
      .addHelpText(
        'after',
        `
Exit code: 0 if everything was simulated, 2 for invalid options.

Examples:
  npm run simulate -- --processes 50 --plot overload.svg
  npm run simulate -- --outage none --brown-out 10-40 --duration 60
  npm run simulate -- --strategies full,pacer,aws,breaker --outage-retry-after 5
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
