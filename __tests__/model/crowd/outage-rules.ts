import { isFailure } from './call-rules';
import type { Attempt, CallHistory, History } from './history';
import type { CrowdProgram, Host } from './program';

/** Enough failures make an outage after so long, and twice as many at once. In milliseconds. */
const SHORTEST = 500;

/** Within so many times the mean time between two that fail, another is to be expected. */
const EXPECTED = 4;

/** As many failures, when nothing has succeeded, are more than half of the latest attempts. */
const STRAIN = 14;

/**
 * The rules of an outage, where they can be known from outside: a server fails from the start, until its first
 * success. Once a probe has failed, a retry is a probe, the last of its call, or that of a call without others. There
 * is one probe at a time; after each, there is a pause, and a longer one while others fail as well.
 */
export function* outageRules(history: History): Generator<string> {
  yield* rulesOf('a', history);
  yield* rulesOf('b', history);
}

/** The longest time from a failed probe to the next, when so many have failed in a row. */
const delayAfter = (failed: number, { pacer }: CrowdProgram): number =>
  Math.min(pacer.maxProbeDelay, pacer.probeDelay * 2 ** (failed - 1));

const isRetry = (attempt: Attempt): boolean => attempt !== attempt.call.attempts[0];

/** Whether it may be the last retry of its call: for want of retries, or of time for the wait that was drawn. */
const mayBeLast = ({ call, retryCount }: Attempt, { retries }: CrowdProgram): boolean =>
  retryCount >= retries || call.spec.maxElapsedTime !== undefined;

/** The attempt by whose failure the server counts as down, and not only as overloaded. */
function downSince(answered: readonly Attempt[], { pacer }: CrowdProgram): Attempt | undefined {
  const { failures } = pacer;
  let first: Attempt | undefined;
  let count = 0;
  let counted = 0;
  let strainedAt = Infinity;
  for (const attempt of answered) {
    const { status, retryAfter, endedAt } = attempt;
    if (status === undefined) continue;
    if (!isFailure(status)) return undefined;
    // A limit is no outage, and overload only if it refuses retries again.
    const isLimit = retryAfter !== undefined && status === 429;
    if (isLimit && !isRetry(attempt)) continue;
    if (++counted === STRAIN) strainedAt = endedAt;
    if (!isLimit) {
      first ??= attempt;
      count++;
      const isLong = endedAt - first.endedAt >= SHORTEST;
      // A server in an outage that says when to come back is down at once.
      if (retryAfter !== undefined || count >= 2 * failures || (count >= failures && isLong)) return attempt;
    }
    if (endedAt - strainedAt >= SHORTEST) return undefined;
  }
  return undefined;
}

/** Whether a call waits for its next attempt. */
const isWaiting = ({ attempts, ended }: CallHistory, moment: number): boolean =>
  ended > moment && (attempts.filter(({ sent }) => sent < moment).at(-1)?.ended ?? Infinity) < moment;

function* rulesOf(host: Host, history: History): Generator<string> {
  const { program, calls } = history;
  // Without a key, the pacer does not hear of all attempts.
  if (program.badKey && host === 'b') return;
  const paced = calls.filter(({ spec }) => spec.hasPacer && spec.host === host);
  const attempts = paced.flatMap((call) => call.attempts).sort((a, b) => a.sent - b.sent);
  const answered = attempts.filter(({ ended }) => ended < Infinity).sort((a, b) => a.ended - b.ended);
  const down = downSince(answered, program);
  if (!down) return;

  const since = answered.filter(({ ended }) => ended > down.ended);
  // An attempt that was not waited for may have been the probe.
  const end = since.find(({ status }) => !isFailure(status))?.ended ?? Infinity;
  const retries = attempts.filter(
    (attempt) => isRetry(attempt) && attempt.sent > down.ended && attempt.sent < end,
  );
  for (const { call, dueAt, sentAt } of retries) {
    if (sentAt < Number(dueAt)) yield `call ${call.index} is sent at ${sentAt} in an outage, before its time`;
  }
  // Whatever else has failed by then, a retry that late is a probe, or there has been one.
  const late = retries.find(({ sentAt }) => sentAt >= down.endedAt + delayAfter(1, program));
  if (!late) return;
  const probed = Math.max(...attempts.filter(({ sent }) => sent <= late.sent).map(({ ended }) => ended));

  const failures = since.filter(({ ended }) => ended < end);
  const isBesideOthers = (call: CallHistory, moment: number): boolean =>
    paced.some((other) => other !== call && isWaiting(other, moment));
  const newCalls = failures.filter(
    (attempt) => !isRetry(attempt) && isBesideOthers(attempt.call, attempt.ended),
  );
  const isAlone = ({ call, sent }: Attempt): boolean =>
    !newCalls.some(({ ended }) => ended < sent) && !isBesideOthers(call, sent);
  const probes = retries.filter(
    (retry) => retry.sent > probed && !mayBeLast(retry, program) && !isAlone(retry),
  );
  const others = failures.filter((attempt) => !probes.includes(attempt));
  for (const [index, probe] of probes.entries()) {
    const last = probes[index - 1];
    if (last) yield* judgeGap(probe, last, index, others, program);
  }
}

/** The shortest time between two that have failed by then. */
const shortestGap = (others: readonly Attempt[], moment: number): number =>
  Math.min(
    ...others
      .filter(({ ended }) => ended < moment)
      .map(({ endedAt }, index) => endedAt - (others[index - 1]?.endedAt ?? -Infinity)),
  );

/**
 * @param count how many probes have failed at least, the last one not included.
 * @param others what else has failed: new calls, and last retries.
 */
function* judgeGap(
  { call, sent, sentAt }: Attempt,
  last: Attempt,
  count: number,
  others: readonly Attempt[],
  program: CrowdProgram,
): Generator<string> {
  const name = `call ${call.index} is sent as a probe at ${sentAt},`;
  if (last.ended > sent) {
    yield `${name} while there is that of call ${last.call.index}`;
    return;
  }
  const shortest = last.endedAt + delayAfter(count + 1, program) / 2;
  if (sentAt < shortest) yield `${name} not at ${shortest} at the earliest`;
  // What has failed since gives new calls a head start. One that was sent when a probe was due counts as a probe itself.
  const recent = others.filter(({ ended }) => ended > last.ended && ended < sent);
  const next = delayAfter(count + 2, program);
  const longest = recent.every((attempt) => attempt.sentAt < shortest) ? next : next / 2;
  // It lasts until another is to be expected.
  const headStart = Math.min(longest, EXPECTED * shortestGap(others, sent));
  if (recent.length && sentAt < shortest + headStart)
    yield `${name} without a head start for new calls, which lasts until ${shortest + headStart}`;
}
