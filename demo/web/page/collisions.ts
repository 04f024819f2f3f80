// Enough for a chance to be within a percent or two, and few enough not to be waited for.
const MOST_GROUPS = 2000;
const DRAWS = 20_000;

/** Whether two of some times are less than `window` apart. */
function hasCollision(times: Float64Array, window: number): boolean {
  times.sort();
  return times.some((time, index) => index > 0 && time - (times[index - 1] ?? -Infinity) < window);
}

/**
 * The chance that at least two of a number of clients come back less than `window` milliseconds apart: the part of
 * many groups, drawn from `times`, in which two do.
 *
 * @param times when clients come back who have failed at the same instant; any two must be independent.
 */
export function collisionChance(
  times: Float64Array,
  clients: number,
  window: number,
  random: () => number,
): number {
  const groups = Math.min(MOST_GROUPS, Math.ceil(DRAWS / clients));
  const group = new Float64Array(clients);
  let collisions = 0;
  for (let drawn = 0; drawn < groups; drawn++) {
    // Neighbours from a random place on: nobody is drawn twice, and the times are in no order.
    const start = Math.floor(random() * times.length);
    for (let client = 0; client < clients; client++)
      group[client] = times[(start + client) % times.length] ?? 0;
    if (hasCollision(group, window)) collisions++;
  }
  return collisions / groups;
}
