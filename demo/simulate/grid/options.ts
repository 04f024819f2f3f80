import { availableParallelism } from 'node:os';
import { Command, Option } from 'commander';
import { HIGHEST_SEED, parse, positive, wholeNumber, type Parsed } from '../../shared/arguments';

/** What `npm run simulate:grid` was asked to do. */
export interface GridOptions {
  /** How many scenarios. */
  readonly scenarios: number;
  /** How often each is simulated, each time with other random numbers. */
  readonly seeds: number;
  /** Where the scenarios are drawn from. */
  readonly grid: number;
  readonly workers: number;
}

const number = (flags: string, text: string, value: number, read = positive): Option =>
  new Option(flags, text).default(value).argParser(read);

/** Reads the arguments of `npm run simulate:grid`. */
export function parseGridOptions(args: readonly string[]): Parsed<GridOptions> {
  const command = new Command('npm run simulate:grid --')
    .description(
      'Compares full jitter with and without a pacer in scenarios that are drawn at random, and shows where the pacer is worse.',
    )
    .allowExcessArguments()
    .configureHelp({ helpWidth: 90 })
    .addOption(number('--scenarios <n>', 'how many; each second is the one before it with a warm-up', 150))
    .addOption(number('--seeds <n>', 'how often each is simulated', 5))
    .addOption(number('--grid <n>', 'another number, other scenarios', 1, wholeNumber(HIGHEST_SEED)))
    .addOption(number('--workers <n>', 'how many are simulated at once', availableParallelism()))
    .helpOption('-h, --help', 'show this')
    .addHelpText(
      'after',
      '\nExit code: 0 when at most 1 scenario in 30 misses a target, else 1; 2 for wrong options.',
    );
  return parse<GridOptions>(command, args);
}
