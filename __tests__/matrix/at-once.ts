import { availableParallelism } from 'node:os';

/** Does the work on each item, on all cores. */
export async function forEachAtOnce<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const rest = [...items];
  const worker = async (): Promise<void> => {
    for (let item; (item = rest.shift());) await work(item);
  };
  await Promise.all(Array.from({ length: availableParallelism() }, worker));
}
