import { hasMethod } from '../checks/member';
import { LONGEST_TIMER } from '../time/timer';

/**
 * Calls `onEnd` once after `delay` milliseconds, but after 24 days at the latest. It does not keep the process alive,
 * where the platform can tell the difference.
 *
 * @returns a function that stops the timer.
 */
export function startIdleTimer(delay: number, onEnd: () => void): () => void {
  const timer: unknown = setTimeout(onEnd, Math.min(LONGEST_TIMER, Math.ceil(delay)));
  if (hasMethod(timer, 'unref')) (timer as { unref: () => void }).unref();
  return () => {
    clearTimeout(timer as number);
  };
}

// After each piece of a wait the event loop takes a turn, in which it reads an answer that has arrived.
const PIECES = 5;

/**
 * Calls `onEnd` after a time in which the event loop runs: while it is blocked, however long, at most a fifth of the
 * time goes by.
 *
 * @returns a function that stops the timer.
 */
export function startPatientTimer(time: number, onEnd: () => void, pieces = PIECES): () => void {
  let stop = startIdleTimer(time / PIECES, () => {
    if (pieces > 1) stop = startPatientTimer(time, onEnd, pieces - 1);
    else onEnd();
  });
  return () => {
    stop();
  };
}
