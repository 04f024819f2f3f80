type Stop = () => void;

const nothing = (): void => undefined;

/**
 * Waits until `start` calls what it is given, or until the wait is interrupted. Leaves no timer and no listener behind.
 *
 * @param start begins the wait, and returns a function that stops it.
 * @param onInterrupt calls its listener when the wait is to end early, and returns a function that takes it off.
 * @returns what `start` called it with; `undefined` when interrupted.
 */
export const sleep = <T>(
  start: (wake: (value?: T) => void) => Stop,
  onInterrupt: (listener: () => void) => Stop,
): Promise<T | undefined> =>
  new Promise((resolve) => {
    let stop = nothing;
    const stopListening = onInterrupt(() => {
      stopListening();
      stop();
      resolve(undefined);
    });
    stop = start((value) => {
      stopListening();
      resolve(value);
    });
  });
