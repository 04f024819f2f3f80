import { judgeFirst, sendAttempt } from './attempt';
import { giveUp, succeed } from './ending';
import { Answer, Stop, type Next } from './next';
import type { Passage } from './passage';
import { startWait, wakeUp } from './wait';

/**
 * Brings a call to its end: each step says what comes next, and only this loop ends the call.
 *
 * No outcome is a parameter or a local of this function: V8 would keep it alive while the call sleeps.
 *
 * @returns what the call resolves with; it rejects with the last error that axios made.
 */
export async function runCall(passage: Passage): Promise<unknown> {
  for (let next: Next = await judgeFirst(passage); ;) {
    if (next instanceof Answer) return succeed(passage, next.answer);
    if (next instanceof Stop) throw await giveUp(passage, next);
    const isHeldBack = await startWait(passage, next);
    next = (await wakeUp(passage, next, isHeldBack)) ?? (await sendAttempt(passage));
  }
}
