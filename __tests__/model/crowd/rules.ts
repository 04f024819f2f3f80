import { callRules } from './call-rules';
import { holdRules } from './hold-rules';
import { outageRules } from './outage-rules';
import type { CrowdProgram } from './program';
import { run } from './run';

/** Says in words which rules a program breaks: empty if it breaks none. */
export async function failureOf(program: CrowdProgram): Promise<string> {
  const history = await run(program);
  const { badKeys, warnings, leftovers } = history;
  const found = [
    ...leftovers.map((leftover) => `left behind: ${leftover}`),
    ...callRules(history),
    ...holdRules(history),
    ...outageRules(history),
  ];
  if (badKeys !== warnings) found.push(`key has failed ${badKeys} times, but there are ${warnings} warnings`);
  return found.join('\n');
}
