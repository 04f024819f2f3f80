import { Command, Option } from 'commander';
import { HIGHEST_SEED, oneOf, parse, wholeNumber, type Parsed } from '../shared/arguments';
import { MODES, STATUSES, type FlakyServerOptions } from '../shared/flaky-server';

/** What `npm run demo` was asked to do. */
export interface DemoOptions extends FlakyServerOptions {
  readonly retries: number;
  /** Where the jitter's numbers start. */
  readonly seed: number;
  readonly realTime: boolean;
  readonly json: boolean;
}

type Flag = 'realTime' | 'json';

/** A command with the options that say how the server fails. */
function serverCommand(script: string): Command {
  return (
    new Command(`npm run ${script} --`)
      // An argument that is no option is refused in words of our own, which name it.
      .allowExcessArguments()
      .configureHelp({ helpWidth: 90 })
      .addOption(
        new Option('--failures <n>', 'how many calls fail before all others succeed')
          .default(10)
          .argParser(wholeNumber()),
      )
      .addOption(
        new Option(
          '--mode <mode>',
          'how they fail: with a status, by a connection reset, or without an answer',
        )
          .default('status')
          .choices(MODES)
          .argParser(oneOf(MODES)),
      )
      .addOption(
        new Option('--status <code>', 'the status they get, with --mode status')
          .default(503)
          .choices(STATUSES.map(String))
          .argParser(oneOf(STATUSES)),
      )
      .addOption(
        new Option('--retry-after <seconds>', 'the Retry-After beside that status').argParser(wholeNumber()),
      )
      .helpOption('-h, --help', 'show this')
  );
}

/** Reads the arguments of `npm run demo:server`. */
export function parseServerOptions(args: readonly string[]): Parsed<FlakyServerOptions> {
  return parse(
    serverCommand('demo:server').description(
      'Starts a server whose first calls fail, and says where it listens. Ctrl-C stops it.',
    ),
    args,
  );
}

/**
 * Reads the arguments of `npm run demo`.
 *
 * @param random draws the seed when none is given.
 */
export function parseDemoOptions(args: readonly string[], random = Math.random): Parsed<DemoOptions> {
  const command = serverCommand('demo')
    .description('Calls a server whose first calls fail, with axios and the plugin, until it succeeds.')
    .addOption(
      new Option('--retries <n>', 'how many retries the client has').default(10).argParser(wholeNumber()),
    )
    .addOption(
      new Option('--seed <n>', 'repeat the waits of a run that had this seed')
        .default(Math.floor(random() * (HIGHEST_SEED + 1)), 'by chance')
        .argParser(wholeNumber(HIGHEST_SEED)),
    )
    .option('--real-time', 'wait up to 1 s, doubling to 60 s; otherwise up to 20 ms, doubling to 1.2 s')
    .option('--json', 'print one JSON document, and the lines of the plugin to stderr')
    .addHelpText(
      'after',
      `
Exit code: 0 when the call succeeded, 1 when it was given up, 2 for wrong options,
130 after Ctrl-C.

Examples:
  npm run demo -- --mode reset --failures 3
  npm run demo -- --status 429 --retry-after 1 --failures 2
  npm run --silent demo -- --json --seed 7`,
    );
  const parsed = parse<Omit<DemoOptions, Flag> & Partial<DemoOptions>>(command, args);
  // A flag that was not given is left out.
  return 'options' in parsed ? { options: { realTime: false, json: false, ...parsed.options } } : parsed;
}
