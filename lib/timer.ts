// A longer setTimeout fires after 1 ms: its length is a signed 32-bit integer.
const LONGEST_TIMER = 2 ** 31 - 1;

/**
 * Calls `onEnd` once after `delay` milliseconds, however many those are.
 *
 * @returns a function that stops the timer.
 */
export function startTimer(delay: number, onEnd: () => void): () => void {
  let timer: ReturnType<typeof setTimeout>;
  const wait = (left: number): void => {
    timer = setTimeout(
      () => {
        if (left > LONGEST_TIMER) wait(left - LONGEST_TIMER);
        else onEnd();
      },
      Math.min(left, LONGEST_TIMER),
    );
  };
  wait(Math.ceil(delay));
  return () => {
    clearTimeout(timer);
  };
}
