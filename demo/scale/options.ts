import { Command, Option } from 'commander';
import { parse, type Parsed } from '../shared/arguments';
import { CHECKS } from './checks';

/** What `npm run scale` was asked to do. */
export interface ScaleOptions {
  /** The names of what is measured. */
  readonly only: readonly string[];
}

/** Reads the arguments of `npm run scale`. */
export function parseScaleOptions(args: readonly string[]): Parsed<ScaleOptions> {
  const names = Object.keys(CHECKS);
  const command = new Command('npm run scale --')
    .description('Checks that the built package stays linear in time and bounded in memory at scale.')
    // An argument that is no option is refused in words of our own, which name it.
    .allowExcessArguments()
    .configureHelp({ helpWidth: 90 })
    .addOption(new Option('--only <names...>', 'checks to run').default(names, 'everything').choices(names))
    .helpOption('-h, --help', 'show this help')
    .addHelpText(
      'after',
      `
Exit code: 0 if every limit is met, 1 if one is missed, 2 for invalid options.

Example:
  npm run scale -- --only signal token`,
    );
  return parse<ScaleOptions>(command, args);
}
