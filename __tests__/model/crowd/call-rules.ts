import { spreadOf } from '../../../lib/delay/delay';
import type { CallHistory, History } from './history';
import { keyAt, type CrowdProgram } from './program';

/** Timers run for whole milliseconds. */
const TICK = 1;

/** What is sent: the body as it was when its caller made the call, and not what it has become since. */
const BODIES = { list: '[{"n":1}]', form: 'n=1' } as const;

export const isFailure = (status: number | undefined): boolean => status !== undefined && status >= 300;

export const maxRetryAfterOf = ({ spec }: CallHistory, program: CrowdProgram): number =>
  spec.maxRetryAfter ?? program.maxRetryAfter;

/** Whether a call and the pacer know of each other at `now`. */
export const isPaced = ({ spec }: CallHistory, program: CrowdProgram, now: number): boolean =>
  spec.hasPacer && keyAt(program, spec.host, now) === 'host';

/** Whether the pacer knows of no other call to its server, or not of this one. */
function isAlone(call: CallHistory, { calls, program }: History): boolean {
  const { spec } = call;
  const { badKey } = program;
  if (!spec.hasPacer) return true;
  if (badKey && spec.host === 'b') return badKey.from === 0 && badKey.until === Infinity;
  return calls.every((other) => other === call || !other.spec.hasPacer || other.spec.host !== spec.host);
}

/** The rules that hold for each call, whatever the others do. */
export function* callRules(history: History): Generator<string> {
  for (const call of history.calls) yield* rulesOf(call, history);
}

function* rulesOf(call: CallHistory, history: History): Generator<string> {
  const { program } = history;
  const { spec, index, attempts, endedAt, outcome, state } = call;
  const { maxElapsedTime = Infinity, cancelAt = Infinity } = spec;
  const name = `call ${index}`;
  const last = attempts.at(-1);

  if (endedAt === Infinity) yield `${name} never ends`;
  const latest = spec.at + Math.min(maxElapsedTime + TICK, cancelAt);
  if (endedAt > latest) yield `${name} ends at ${endedAt}, not by ${latest}`;
  if (last && last.sentAt > endedAt) yield `${name} is sent after it has ended`;

  if (attempts.length > program.retries + 1) yield `${name} is sent ${attempts.length} times`;
  if (state && state.retryCount - state.skipped !== Math.max(0, attempts.length - 1))
    yield `${name} has ${state.retryCount} retries and skipped ${state.skipped}, but ${attempts.length} attempts`;
  // No call is given up on a guess.
  if (state?.stopReason === 'retries' && last?.retryCount !== program.retries)
    yield `${name} ends without its last retry`;
  // A timer for a fraction of a millisecond more may fire when the limit does.
  const isDueInTime = Math.ceil(call.dueAt ?? 0) < spec.at + maxElapsedTime;
  if (state?.stopReason === 'maxElapsedTime' && last && last.endedAt + TICK < endedAt && isDueInTime)
    yield `${name} ends at ${endedAt} in a wait, without the last retry for which it has time`;
  if (last?.status !== undefined && last.status < 300 && outcome !== last.status)
    yield `${name} was answered, but ends with ${outcome}`;

  const body = spec.body && spec.body !== 'stream' ? BODIES[spec.body] : undefined;
  for (const [number, attempt] of attempts.entries()) {
    const which = `${name}, attempt ${number + 1}`;
    if (body !== undefined && attempt.data !== body)
      yield `${which}: the body is ${JSON.stringify(attempt.data)}`;
    const { retryAfter = -Infinity, endedAt: before = spec.at } = attempts[number - 1] ?? {};
    if (attempt.sentAt < before + retryAfter) yield `${which}: sent before the time that its server named`;
    if (retryAfter > maxRetryAfterOf(call, program))
      yield `${which}: sent, though the server asked for more than maxRetryAfter`;
  }
  if (isAlone(call, history)) yield* aloneRules(call);
}

/** Without others, there is nothing to pace. */
function* aloneRules({ attempts, state, index }: CallHistory): Generator<string> {
  if (state?.skipped) yield `call ${index} is alone, but ${state.skipped} retries were held back`;
  for (const { dueAt, sentAt } of attempts) {
    if (dueAt !== undefined && Math.abs(sentAt - dueAt) > TICK)
      yield `call ${index} is alone, and due at ${dueAt}, but sent at ${sentAt}`;
  }
}

/** By how much the time that a server names may be extended. */
export const extended = (time: number): number => time + spreadOf(time) + TICK;
