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
        new Option('--failures <n>', 'requests that fail before the server recovers')
          .default(10)
          .argParser(wholeNumber()),
      )
      .addOption(
        new Option(
          '--mode <mode>',
          'how they fail: with a status, with a connection reset, or by getting no answer',
        )
          .default('status')
          .choices(MODES)
          .argParser(oneOf(MODES)),
      )
      .addOption(
        new Option('--status <code>', 'the status, with --mode status')
          .default(503)
          .choices(STATUSES.map(String))
          .argParser(oneOf(STATUSES)),
      )
      .addOption(
        new Option('--retry-after <seconds>', 'send Retry-After with that status').argParser(wholeNumber()),
      )
      .helpOption('-h, --help', 'show this help')
  );
}

/** Reads the arguments of `npm run demo:server`. */
export function parseServerOptions(args: readonly string[]): Parsed<FlakyServerOptions> {
  return parse(
    serverCommand('demo:server').description(
      'Starts a server whose first requests fail, and prints its URL. Press Ctrl-C to stop it.',
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
    .description(
      'Starts a server whose first requests fail, calls it with axios and the plugin, and shows each attempt.',
    )
    .addOption(
      new Option('--retries <n>', 'retries that the client may make').default(10).argParser(wholeNumber()),
    )
    .addOption(
      new Option('--seed <n>', 'get the same waits as a run with this seed')
        .default(Math.floor(random() * (HIGHEST_SEED + 1)), 'random')
        .argParser(wholeNumber(HIGHEST_SEED)),
    )
    .option('--real-time', 'wait up to 1 s, doubling to 60 s, instead of up to 20 ms, doubling to 1.2 s')
    .option('--json', 'print one JSON document; log lines go to stderr')
    .addHelpText(
      'after',
      `
Exit code: 0 if the call succeeded, 1 if it was given up, 2 for invalid options,
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
