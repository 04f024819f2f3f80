import type { Layer, OptionsSpec, Program } from './program';

const without = <T>(list: readonly T[], index: number): T[] => list.filter((_, at) => at !== index);

const replaced = <T>(list: readonly T[], index: number, item: T): T[] =>
  list.map((other, at) => (at === index ? item : other));

/** Options with one less. */
function* smallerOptions(options: OptionsSpec): Generator<OptionsSpec> {
  for (const name of Object.keys(options) as (keyof OptionsSpec)[]) {
    // The lines say too much to be taken away.
    if (name !== 'log' && options[name] !== undefined) yield { ...options, [name]: undefined };
  }
}

/** All programs with one thing less. */
function* smaller(program: Program): Generator<Program> {
  const { calls, layers, jumps } = program;
  if (program.transforms) yield { ...program, transforms: false };
  if (program.eject) yield { ...program, eject: undefined };
  for (const index of jumps.keys()) yield { ...program, jumps: without(jumps, index) };
  for (const [index, layer] of layers.entries()) {
    yield { ...program, layers: without(layers, index) };
    if (layer.type !== 'install') continue;
    for (const options of smallerOptions(layer.options)) {
      yield { ...program, layers: replaced<Layer>(layers, index, { ...layer, options }) };
    }
  }
  for (const [index, call] of calls.entries()) {
    const withCall = (changed: Partial<typeof call>): Program => ({
      ...program,
      calls: replaced(calls, index, { ...call, ...changed }),
    });
    if (calls.length > 1) yield { ...program, calls: without(calls, index) };
    if (call.cancel) yield withCall({ cancel: undefined });
    if (call.overrides) {
      yield withCall({ overrides: undefined });
      for (const overrides of smallerOptions(call.overrides)) yield withCall({ overrides });
    }
    if (call.timeout) yield withCall({ timeout: 0 });
    if (call.hasKey) yield withCall({ hasKey: false });
    for (const at of call.answers.keys()) yield withCall({ answers: without(call.answers, at) });
  }
}

/** Takes away what the failure does not need: fast-check can't take the last of a list. */
export async function minimise(
  program: Program,
  fails: (program: Program) => Promise<boolean>,
): Promise<Program> {
  for (const candidate of smaller(program)) {
    if (await fails(candidate)) return minimise(candidate, fails);
  }
  return program;
}
