import { inScratch } from '../matrix/scratch';
import { problemsOf } from './checks';
import { lookAtRelease } from './look';
import { verdictOn } from './verdict';

/** `npm run release:check [-- --known NAME…]`: says what is missing before a release, and publishes nothing. */
async function main(): Promise<void> {
  const [flag, ...known] = process.argv.slice(2);
  if (flag !== undefined && flag !== '--known')
    throw new Error(`Unknown option ${flag}: only --known is one.`);
  // `npm publish --dry-run` hands this on, and then nothing here could be packed.
  delete process.env.npm_config_dry_run;
  const problems = problemsOf(await inScratch(lookAtRelease));
  const { text, isFailure } = verdictOn(problems, flag === undefined ? undefined : known);
  process.stdout.write(`${text}\n`);
  process.exitCode = isFailure ? 1 : 0;
}

void main();
