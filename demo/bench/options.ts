import { Command, InvalidArgumentError, Option } from 'commander';
import { parse, type Parsed } from '../shared/arguments';
import { MEASUREMENTS } from './measurements';

/** What `npm run bench` was asked to do. */
export interface BenchOptions {
  readonly rounds: number;
  /** The names of what is measured. */
  readonly only: readonly string[];
  readonly json: boolean;
}

const NAMES = MEASUREMENTS.map(({ name }) => name);

function numberOfRounds(text: string): number {
  // Digits only, where Number() would also take '', '1e3' and '0x1f'.
  if (!/^\d{1,4}$/.test(text) || Number(text) < 1) {
    throw new InvalidArgumentError('It must be a whole number from 1 to 9999.');
  }
  return Number(text);
}

/** Reads the arguments of `npm run bench`. */
export function parseBenchOptions(args: readonly string[]): Parsed<BenchOptions> {
  const command = new Command('npm run bench --')
    .description(
      'Benchmarks the built package against axios alone, axios-retry and retry-axios, and prints the ratios.',
    )
    // An argument that is no option is refused in words of our own, which name it.
    .allowExcessArguments()
    .configureHelp({ helpWidth: 90 })
    .addOption(
      new Option('--rounds <n>', 'how often everything is measured; fewer than 3 give no verdict')
        .default(5)
        .argParser(numberOfRounds),
    )
    .addOption(new Option('--only <names...>', 'what to measure').default(NAMES, 'everything').choices(NAMES))
    .option('--json', 'print one JSON document')
    .helpOption('-h, --help', 'show this help')
    .addHelpText(
      'after',
      `
Exit code: 0 if everything was measured, whether or not the targets are met, 2 for
invalid options.

Examples:
  npm run bench -- --rounds 10
  npm run bench -- --only calls retries
  npm run --silent bench -- --json`,
    );
  const parsed = parse<Omit<BenchOptions, 'json'>>(command, args);
  // A flag that was not given is left out.
  return 'options' in parsed ? { options: { json: false, ...parsed.options } } : parsed;
}
