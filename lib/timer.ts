// A longer setTimeout fires after 1 ms: its length is a signed 32-bit integer.
const LONGEST_TIMER = 2 ** 31 - 1;

/**
 * Calls `onEnd` once after `delay` milliseconds, however many those are.
 *
 * @returns a function that stops the timer.
 */
export function startTimer(delay: number, onEnd: () => void): () => void {
  let left = Math.ceil(delay);
  let timer: ReturnType<typeof setTimeout>;
  const next = (): void => {
    const piece = Math.min(left, LONGEST_TIMER);
    left -= piece;
    timer = setTimeout(left > 0 ? next : onEnd, piece);
  };
  next();
  return () => {
    clearTimeout(timer);
  };
}
