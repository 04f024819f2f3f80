import { CommanderError, InvalidArgumentError, type Command } from 'commander';

/** The options, or what to print in their place and the code to exit with. */
export type Parsed<T> =
  { readonly options: T } | { readonly exitCode: number; readonly stdout: string; readonly stderr: string };

export const HIGHEST_SEED = 2 ** 32 - 1;

/** A reader of whole numbers; it takes digits only, where Number() would also take '', '1e3' and '0x1f'. */
export function wholeNumber(highest = Number.MAX_SAFE_INTEGER): (text: string) => number {
  const range = highest === Number.MAX_SAFE_INTEGER ? 'of 0 or more' : `from 0 to ${highest}`;
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value > highest) {
      throw new InvalidArgumentError(`It must be a whole number ${range}.`);
    }
    return value;
  };
}

/** A reader of whole numbers of 1 or more. */
export function positive(text: string): number {
  const value = wholeNumber()(text);
  if (value === 0) throw new InvalidArgumentError('It must be a whole number of 1 or more.');
  return value;
}

/** A reader of one of some values, which need not be text. */
export function oneOf<T extends string | number>(values: readonly T[]): (text: string) => T {
  return (text) => {
    const value = values.find((candidate) => String(candidate) === text);
    if (value === undefined) throw new InvalidArgumentError(`It must be one of ${values.join(', ')}.`);
    return value;
  };
}

/** Reads arguments as a command has declared them; a wrong one is told in words, and nothing exits. */
export function parse<T extends object>(command: Command, args: readonly string[]): Parsed<T> {
  let stdout = '';
  let stderr = '';
  command
    .configureOutput({
      writeOut: (text) => (stdout += text),
      writeErr: (text) => (stderr += text),
    })
    .showHelpAfterError('Run with --help to see the options.')
    .exitOverride();
  try {
    command.parse(args, { from: 'user' });
    const [stray] = command.args;
    if (stray !== undefined)
      command.error(`error: unexpected argument '${stray}': this command takes only options.`);
    return { options: command.opts<T>() };
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return { exitCode: error.exitCode === 0 ? 0 : 2, stdout, stderr };
  }
}
