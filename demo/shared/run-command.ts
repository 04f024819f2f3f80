import type { Parsed } from './arguments';

/**
 * Runs a command with the options it was given, or prints what stands in their place.
 *
 * @param run returns the code to exit with.
 */
export function runCommand<T>(parsed: Parsed<T>, run: (options: T) => Promise<number>): void {
  // `| head` has read enough: that is no reason for a stack trace.
  process.stdout.on('error', ({ code }: NodeJS.ErrnoException) => process.exit(code === 'EPIPE' ? 0 : 1));

  if (!('options' in parsed)) {
    process.stdout.write(parsed.stdout);
    process.stderr.write(parsed.stderr);
    process.exitCode = parsed.exitCode;
    return;
  }
  run(parsed.options).then(
    (exitCode) => {
      process.exitCode = exitCode;
    },
    (error: unknown) => {
      console.error(error);
      process.exitCode = 1;
    },
  );
}
