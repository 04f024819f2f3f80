import { PENDING, type Rule } from './pending';
import { NotCovered, predict, type Prediction } from './model';
import type { Program } from './program';
import { run } from './run';

/** What the model predicts; `undefined` for a program that can't be run, or not yet. */
function prediction(program: Program): Prediction[] | undefined {
  try {
    const predictions = predict(program);
    const isReady = predictions.every(({ needs }) => ![...needs].some((rule: Rule) => PENDING.has(rule)));
    return isReady ? predictions : undefined;
  } catch (error) {
    if (error instanceof NotCovered) return undefined;
    throw error;
  }
}

/** Runs a program, and says in words where the plugin does something else than the model. */
async function differences(program: Program, predictions: readonly Prediction[]): Promise<string[]> {
  const { traces, leftovers } = await run(program);
  const found = leftovers.map((leftover) => `left behind: ${leftover}`);
  for (const [index, { trace: expected }] of predictions.entries()) {
    const actual = traces[index] ?? [];
    const first = expected.findIndex((line, at) => line !== actual[at]);
    const at = first < 0 && actual.length > expected.length ? expected.length : first;
    if (at < 0) continue;
    found.push(
      [
        `call ${index}, step ${at + 1}:`,
        ...expected.slice(0, at).map((line) => `      ${line}`),
        `  the model:  ${expected[at] ?? '(nothing more)'}`,
        `  the plugin: ${actual[at] ?? '(nothing more)'}`,
      ].join('\n'),
    );
  }
  return found;
}

/** Describes the fault that a program shows: empty if it shows none, `undefined` if it can't be run. */
export async function failureOf(program: Program): Promise<string | undefined> {
  const predictions = prediction(program);
  return predictions && (await differences(program, predictions)).join('\n\n');
}
