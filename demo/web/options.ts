import { Command, InvalidArgumentError, Option } from 'commander';
import { parse, type Parsed } from '../shared/arguments';

/** What `npm run demo:web` was asked to do. */
export interface WebOptions {
  /** Where to listen; 0 for any free port. */
  readonly port: number;
  readonly open: boolean;
}

function portNumber(text: string): number {
  // Digits only, where Number() would also take '', '1e3' and '0x1f'.
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535) {
    throw new InvalidArgumentError('It must be a whole number from 0 to 65535.');
  }
  return Number(text);
}

/** Reads the arguments of `npm run demo:web`. */
export function parseWebOptions(args: readonly string[]): Parsed<WebOptions> {
  const command = new Command('npm run demo:web --')
    .description(
      'Serves the playground, a page that runs the built plugin against a flaky server. Press Ctrl-C to stop it.',
    )
    // An argument that is no option is refused in words of our own, which name it.
    .allowExcessArguments()
    .configureHelp({ helpWidth: 90 })
    .addOption(
      new Option('--port <n>', 'the port to listen on').default(0, 'any free port').argParser(portNumber),
    )
    .option('--open', 'open the page in the browser')
    .helpOption('-h, --help', 'show this help');
  const parsed = parse<Pick<WebOptions, 'port'>>(command, args);
  // A flag that was not given is left out.
  return 'options' in parsed ? { options: { open: false, ...parsed.options } } : parsed;
}
