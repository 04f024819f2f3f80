import * as fc from 'fast-check';
import { inspect } from 'node:util';

const RUNS = Number(process.env.MODEL_RUNS ?? 4000);
export const SEED = Number(process.env.MODEL_SEED ?? Date.now() % 2 ** 31);
const { MODEL_PATH: PATH } = process.env;

/** A program without the members that it does not name. */
const withoutAbsent = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(withoutAbsent);
  if (typeof value !== 'object' || value === null) return value;
  const named = Object.entries(value).filter(([, member]) => member !== undefined);
  return Object.fromEntries(named.map(([name, member]) => [name, withoutAbsent(member)]));
};

/** A kind of programs. */
interface Kind<Program> {
  /** Of a test. */
  readonly name: string;
  readonly programs: fc.Arbitrary<Program>;
  /** How many to run, for each one that `MODEL_RUNS` asks for. */
  readonly share: number;
  /** Says in words what a program does wrong: empty if it does nothing wrong, `undefined` if it can't be run. */
  readonly failureOf: (program: Program) => Promise<string | undefined>;
  /** Takes away what a failure does not need. */
  readonly minimise?: (program: Program) => Promise<Program>;
}

/** Runs programs at random, and throws for the first that does something wrong. */
export async function check<Program>({
  name,
  programs,
  share,
  failureOf,
  minimise = (program) => Promise.resolve(program),
}: Kind<Program>): Promise<void> {
  const started = performance.now();
  let skipped = 0;
  const property = fc.asyncProperty(programs, async (program) => {
    const found = await failureOf(program);
    if (found === undefined) skipped++;
    fc.pre(found !== undefined);
    if (found) throw new Error(found);
  });
  const { numRuns, failed, counterexample, counterexamplePath } = await fc.check(property, {
    numRuns: Math.ceil(RUNS * share),
    seed: SEED,
    path: PATH,
    maxSkipsPerRun: 1000,
  });
  const time = Math.round(performance.now() - started);
  process.stdout.write(`${name}: ${numRuns} programs, ${skipped} skipped, seed ${SEED}, ${time} ms\n`);
  if (!failed) return;
  const [shrunk] = counterexample ?? [];
  if (!shrunk) throw new Error(`Only ${numRuns} programs could be run.`);
  const program = await minimise(shrunk);
  throw new Error(
    [
      await failureOf(program),
      inspect(withoutAbsent(program), { depth: 20, breakLength: 110, compact: 6 }),
      `MODEL_SEED=${SEED} MODEL_PATH=${counterexamplePath ?? ''} npx jest __tests__/model -t '${name}'`,
    ].join('\n\n'),
  );
}
