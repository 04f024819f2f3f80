import { Command, InvalidArgumentError, Option } from 'commander';
import { HIGHEST_SEED, parse, wholeNumber, type Parsed } from '../shared/arguments';
import { LEAKS, type Leak } from './leaks';

/** What `npm run soak` was asked to do. */
export interface SoakOptions {
  /** How long the load lasts, in seconds, without the warm-up. */
  readonly seconds: number;
  /** How many calls are under way at once. */
  readonly concurrency: number;
  readonly seed: number;
  /** Faults to put in, to see the soak find them. */
  readonly leak?: readonly Leak[];
}

const between =
  (lowest: number, highest: number) =>
  (text: string): number => {
    const value = wholeNumber()(text);
    if (value < lowest || value > highest) {
      throw new InvalidArgumentError(`It must be a whole number from ${lowest} to ${highest}.`);
    }
    return value;
  };

/** Reads the arguments of `npm run soak`. */
export function parseSoakOptions(args: readonly string[]): Parsed<SoakOptions> {
  const command = new Command('npm run soak --')
    .description(
      'Runs the built package under a steady load of failures, aborts, timeouts and streams, and checks that nothing leaks.',
    )
    // An argument that is no option is refused in words of our own, which name it.
    .allowExcessArguments()
    .configureHelp({ helpWidth: 90 })
    .addOption(
      new Option('--seconds <n>', 'length of the load, after the warm-up')
        .default(60)
        .argParser(between(1, 86_400)),
    )
    .addOption(
      new Option('--concurrency <n>', 'calls in flight at once').default(50).argParser(between(1, 1000)),
    )
    .addOption(
      new Option('--seed <n>', 'seed of the random mix of calls')
        .default(1)
        .argParser(wholeNumber(HIGHEST_SEED)),
    )
    .addOption(
      new Option('--leak <what...>', 'inject faults, to see that they are found').choices(Object.keys(LEAKS)),
    )
    .helpOption('-h, --help', 'show this help')
    .addHelpText(
      'after',
      `
Exit code: 0 if nothing leaked, 1 if something did, 2 for invalid options.

Examples:
  npm run soak -- --seconds 600
  npm run soak -- --seconds 5 --leak sockets`,
    );
  return parse<SoakOptions>(command, args);
}
