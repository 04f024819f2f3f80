// setTimeout takes a signed 32-bit integer: a longer delay fires after 1 ms.
export const LONGEST_TIMER = 2 ** 31 - 1;

/** What stops a timer that was never started. */
export const nothing = (): void => undefined;

/**
 * Calls `onEnd` once after `delay` milliseconds, of any length.
 *
 * @returns a function that stops the timer.
 */
export function startTimer(delay: number, onEnd: () => void): () => void {
  if (delay > LONGEST_TIMER) {
    let stop = startTimer(LONGEST_TIMER, () => {
      stop = startTimer(delay - LONGEST_TIMER, onEnd);
    });
    return () => {
      stop();
    };
  }
  const timer = setTimeout(onEnd, Math.ceil(delay));
  return () => {
    clearTimeout(timer);
  };
}
