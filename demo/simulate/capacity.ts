import { TENTH } from './scenario';

/**
 * Has a say about a call that arrives: how many milliseconds it waits for its turn, or `undefined` if there is no
 * room for it.
 */
export type Admission = (now: number) => number | undefined;

/** The capacity at a time, in calls a second. */
type CapacityAt = (now: number) => number;

/**
 * Counts the calls of each tenth of a second, and turns away those above the capacity.
 *
 * @param refusalCost which part of a call that it turns away it has to do: the next tenths have so much less room.
 */
export function countTenths(capacityAt: CapacityAt, refusalCost = 0): Admission {
  let tenth = -1;
  let left = 0;
  return (now) => {
    const current = Math.floor(now / TENTH);
    if (current !== tenth) {
      tenth = current;
      // A capacity that is no multiple of ten comes out right over a second.
      const upTo = (end: number): number => Math.floor((capacityAt(now) * end * TENTH) / 1000);
      const owed = Math.max(0, -left);
      const room = upTo(current + 1) - upTo(current);
      // Half of the time is for calls at least: nobody would ever get out of being busy with refusals.
      left = Math.max(room - owed, Math.ceil(room / 2));
    }
    if (left < 1) {
      left -= refusalCost;
      return undefined;
    }
    left--;
    return 0;
  };
}

/**
 * Lets calls wait for their turn, first come, first served. One that its client has given up is answered all the
 * same: that is how a queue that has grown long stays long.
 */
export function queueUp(capacityAt: CapacityAt, places: number, refusalCost = 0): Admission {
  let free = 0;
  return (now) => {
    const turn = 1000 / capacityAt(now);
    const wait = Math.max(0, free - now);
    if (wait > places * turn) {
      free += turn * refusalCost;
      return undefined;
    }
    free = now + wait + turn;
    return wait;
  };
}
