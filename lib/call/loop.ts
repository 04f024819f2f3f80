import { judgeFirst, sendAttempt } from './attempt';
import { giveUp, succeed } from './ending';
import { Answer, Stop, type Next } from './next';
import type { Passage } from './passage';
import { startWait, wakeUp } from './wait';

/**
 * Runs a call to its end. Each step returns what comes next; only this loop ends the call.
 *
 * No outcome is a parameter or a local of this function: V8 would keep it alive while the call sleeps.
 *
 * @returns what the call resolves with. It rejects with the error that {@link giveUp} chooses.
 */
export async function runCall(passage: Passage): Promise<unknown> {
  for (let next: Next = await judgeFirst(passage); ;) {
    if (next instanceof Answer) return succeed(passage, next.answer);
    if (next instanceof Stop) throw (await giveUp(passage, next)).error;
    const isHeldBack = await startWait(passage, next);
    next = (await wakeUp(passage, next, isHeldBack)) ?? (await sendAttempt(passage));
  }
}
