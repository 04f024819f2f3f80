/**
 * Random programs against a model of the contract.
 *
 * `MODEL_RUNS=50000 npx jest __tests__/model` runs more of them. A failure ends with the command that runs its
 * program again: `MODEL_SEED=… MODEL_PATH=… npx jest __tests__/model`.
 *
 * A change of a rule changes `model.ts` (what happens when), `rules.ts` (what is worth a retry, how long is the wait)
 * or `trace.ts` (what is compared); something new to vary goes into `program.ts` and `programs.ts`.
 */
import * as fc from 'fast-check';
import { inspect } from 'node:util';
import { failureOf } from './compare';
import { minimise } from './minimise';
import { programs } from './programs';

const RUNS = Number(process.env.MODEL_RUNS ?? 5000);
const SEED = Number(process.env.MODEL_SEED ?? Date.now() % 2 ** 31);
const { MODEL_PATH: PATH } = process.env;

// Only a hang takes that long.
const LIMIT = 1_800_000;

/** A program without the members that it does not name. */
const withoutAbsent = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(withoutAbsent);
  if (typeof value !== 'object' || value === null) return value;
  const named = Object.entries(value).filter(([, member]) => member !== undefined);
  return Object.fromEntries(named.map(([name, member]) => [name, withoutAbsent(member)]));
};

it(
  `does what the model says (seed ${SEED})`,
  async () => {
    const started = performance.now();
    let skipped = 0;
    const property = fc.asyncProperty(programs, async (program) => {
      const found = await failureOf(program);
      if (found === undefined) skipped++;
      fc.pre(found !== undefined);
      if (found) throw new Error(found);
    });
    const { numRuns, failed, counterexample, counterexamplePath } = await fc.check(property, {
      numRuns: RUNS,
      seed: SEED,
      path: PATH,
      maxSkipsPerRun: 1000,
    });
    const time = Math.round(performance.now() - started);
    process.stdout.write(`model: ${numRuns} programs, ${skipped} skipped, seed ${SEED}, ${time} ms\n`);
    if (!failed) return;
    const [shrunk] = counterexample ?? [];
    if (!shrunk) throw new Error(`Only ${numRuns} programs could be run.`);
    const program = await minimise(shrunk, async (candidate) => !!(await failureOf(candidate)));
    throw new Error(
      [
        await failureOf(program),
        inspect(withoutAbsent(program), { depth: 20, breakLength: 110, compact: 6 }),
        `MODEL_SEED=${SEED} MODEL_PATH=${counterexamplePath ?? ''} npx jest __tests__/model`,
      ].join('\n\n'),
    );
  },
  LIMIT,
);
