/**
 * Random programs against a model of the contract: what a single call does, step by step, and the rules that hold for
 * a crowd of calls with a pacer.
 *
 * `MODEL_RUNS=40000 npx jest __tests__/model` runs more of them. A failure ends with the command that runs its
 * program again: `MODEL_SEED=… MODEL_PATH=… npx jest __tests__/model -t …`.
 *
 * A change of a rule changes `model.ts` (what happens when), `rules.ts` (what is worth a retry, how long is the wait)
 * or `trace.ts` (what is compared); something new to vary goes into `program.ts` and `programs.ts`. What a pacer does
 * depends on all calls, and on chance: `crowd/` states what must hold for any of them.
 */
import { check, SEED } from './check';
import { failureOf } from './compare';
import { crowds } from './crowd/program';
import { failureOf as brokenRules } from './crowd/rules';
import { minimise } from './minimise';
import { programs } from './programs';

// Only a hang takes that long.
const LIMIT = 1_800_000;

it(
  `does what the model says (seed ${SEED})`,
  () =>
    check({
      name: 'does what the model says',
      programs,
      share: 1,
      failureOf,
      minimise: (program) => minimise(program, async (candidate) => !!(await failureOf(candidate))),
    }),
  LIMIT,
);

it(
  `keeps the rules of a pacer (seed ${SEED})`,
  () => check({ name: 'keeps the rules of a pacer', programs: crowds, share: 1 / 8, failureOf: brokenRules }),
  LIMIT,
);
