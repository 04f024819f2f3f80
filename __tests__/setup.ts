/**
 * Lets no timer hold the process. A test that fails half-way leaves the timers of its calls behind, some of them for
 * minutes, and Jest would not exit before the last has fired. While a test runs, the timer of its time limit holds the
 * process.
 */
function unreferenced<T extends typeof setTimeout | typeof setInterval>(set: T): T {
  const wrapped = (...args: Parameters<T>): unknown => {
    const timer: unknown = Reflect.apply(set, globalThis, args);
    // In jsdom a timer is a number. A timer of Node is of another realm, so no `instanceof Object`.
    if (typeof timer === 'object') (timer as NodeJS.Timeout).unref();
    return timer;
  };
  // `util.promisify` reads a symbol of `setTimeout`.
  return Object.defineProperties(wrapped, Object.getOwnPropertyDescriptors(set)) as unknown as T;
}

globalThis.setTimeout = unreferenced(globalThis.setTimeout);
globalThis.setInterval = unreferenced(globalThis.setInterval);
