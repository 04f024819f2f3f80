import { CHECKS, type CheckName } from './checks';

/** What is printed of a release, and whether that is a failure. */
export interface Verdict {
  readonly text: string;
  readonly isFailure: boolean;
}

// What a checkout in CI looks like says nothing of the sources: it may have been changed on the way, or be no
// repository.
const OF_THE_CHECKOUT: readonly CheckName[] = ['tree', 'tag'];

const indent = (text: string): string => text.replaceAll('\n', '\n    ');

/**
 * Says whether a release can be published.
 *
 * @param known the checks that are known to fail for now, for CI: it is a failure if another one fails, and if one of
 * these does not any more. Without it every problem is a failure.
 */
export function verdictOn(problems: ReadonlyMap<CheckName, string>, known?: readonly string[]): Verdict {
  const lines = Object.keys(CHECKS).map((name) => {
    const problem = problems.get(name as CheckName);
    return problem === undefined ? `ready      ${name}` : `not ready  ${name}: ${indent(problem)}`;
  });
  if (!known) {
    lines.push(
      '',
      problems.size ? `Not ready: ${[...problems.keys()].join(', ')}.` : 'Ready to be published.',
    );
    return { text: lines.join('\n'), isFailure: problems.size > 0 };
  }
  const failing: readonly string[] = [...problems.keys()].filter((name) => !OF_THE_CHECKOUT.includes(name));
  const more = failing.filter((name) => !known.includes(name));
  const done = known.filter((name) => !failing.includes(name));
  if (more.length) lines.push('', `Not ready, and not known to be so: ${more.join(', ')}.`);
  if (done.length) lines.push('', `Ready by now, so it need not be named as known: ${done.join(', ')}.`);
  if (!more.length && !done.length) lines.push('', `Not ready, as is known: ${known.join(', ')}.`);
  return { text: lines.join('\n'), isFailure: more.length + done.length > 0 };
}
