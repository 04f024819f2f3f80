import { Command } from 'commander';
import { parse, type Parsed } from '../shared/arguments';

/** What `npm run compare` was asked to do. */
export interface CompareOptions {
  /** Whether to put the table into the documents that have one. */
  readonly write: boolean;
}

/** Reads the arguments of `npm run compare`. */
export function parseCompareOptions(args: readonly string[]): Parsed<CompareOptions> {
  const command = new Command('npm run compare --')
    .description(
      'Runs ten cases with axios-backoff, axios-retry, retry-axios and a hand-written loop, each against a real server, and prints what happened as a Markdown table.',
    )
    // An argument that is no option is refused in words of our own, which name it.
    .allowExcessArguments()
    .configureHelp({ helpWidth: 90 })
    .option('--write', 'also update README.md and docs/comparison.md')
    .helpOption('-h, --help', 'show this help')
    .addHelpText('after', '\nExit code: 0 if every case ran, 2 for invalid options.');
  const parsed = parse<Partial<CompareOptions>>(command, args);
  // A flag that was not given is left out.
  return 'options' in parsed ? { options: { write: false, ...parsed.options } } : parsed;
}
