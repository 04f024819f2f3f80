// A longer setTimeout fires after 1 ms: its length is a signed 32-bit integer.
export const LONGEST_TIMER = 2 ** 31 - 1;

/**
 * Calls `onEnd` once after `delay` milliseconds, however many those are.
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
