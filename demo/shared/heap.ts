/** The size of the heap in bytes, after all garbage has been collected. */
export function heapUsed(): number {
  if (!globalThis.gc) throw new Error('It needs node --expose-gc.');
  // What the first collection finalizes goes with the second.
  globalThis.gc();
  globalThis.gc();
  return process.memoryUsage().heapUsed;
}
