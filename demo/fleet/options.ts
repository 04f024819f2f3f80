import { Command, InvalidArgumentError, Option } from 'commander';
import { parse, wholeNumber, type Parsed } from '../shared/arguments';

/** What `npm run demo:fleet` was asked to do. */
export interface FleetOptions {
  /** Processes of each of the two fleets. */
  readonly processes: number;
  /** Print one JSON document instead of tables. */
  readonly json: boolean;
}

const MOST = 50;

function processes(text: string): number {
  const value = wholeNumber()(text);
  if (value < 2 || value > MOST)
    throw new InvalidArgumentError(`It must be a whole number from 2 to ${MOST}.`);
  return value;
}

/** Reads the arguments of `npm run demo:fleet`. */
export function parseFleetOptions(args: readonly string[]): Parsed<FleetOptions> {
  const command = new Command('npm run demo:fleet --')
    .description(
      'Shows two fleets of real processes through one outage, side by side: in one, each process has a pacer of its own; in the other, all share one through Redis. Each fleet has a server of its own on this machine. It takes about half a minute.',
    )
    // An argument that is no option is refused in words of our own, which name it.
    .allowExcessArguments()
    .configureHelp({ helpWidth: 90 })
    .addOption(new Option('--processes <n>', 'processes in each fleet').default(10).argParser(processes))
    .option('--json', 'print one JSON document', false)
    .helpOption('-h, --help', 'show this help')
    .addHelpText(
      'after',
      `
Redis: the one at REDIS_URL, else at 127.0.0.1:6379, else a redis-server from the PATH, which
ends with the demo. The demo's keys expire within minutes.

Exit code: 0 if no call was lost, 1 if one was, 2 for invalid options or without a Redis.`,
    );
  return parse<FleetOptions>(command, args);
}
