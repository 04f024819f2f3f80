import type { FleetTexts } from './fleet-settings';

/** A step of the tour: what is set, and what to see. */
export interface TourStep {
  readonly title: string;
  readonly text: string;
  readonly texts: Partial<FleetTexts>;
}

const OUTAGE = '4-14';

/** An outage in five steps, for somebody who has never heard of jitter. */
export const TOUR: readonly TourStep[] = [
  {
    title: 'All is well',
    text: 'Each dot is a client with one call. Forty calls a second reach the server, which can take sixty. They turn green and leave.',
    texts: { outage: 'none', strategies: 'none' },
  },
  {
    title: 'The server breaks',
    text: 'For ten seconds it refuses everything. Without retries each of these calls is lost, although the server is soon back.',
    texts: { outage: OUTAGE, strategies: 'none' },
  },
  {
    title: 'Everyone tries again',
    text: 'Now they retry, after 1 s, 2 s, 4 s, and so on. Nothing is lost. But they all go on asking, and the server, just repaired, gets more than twice what it can take: look at the red beside the green.',
    texts: { outage: OUTAGE, strategies: 'exponential' },
  },
  {
    title: 'Jitter alone is not enough',
    text: 'With full jitter each client waits a random time up to 1 s, 2 s, 4 s, so that calls that failed together do not come back together. But these waits are half as long on average: there are more attempts, and some calls wait very long.',
    texts: { outage: OUTAGE, strategies: 'exponential,full' },
  },
  {
    title: 'A pacer makes them take turns',
    text: 'With a pacer the clients of a process share what they know. While the server is down few of them try; when it is back they line up. Fewer attempts, a lower peak, and all calls are done sooner.',
    texts: { outage: OUTAGE, strategies: 'full,pacer' },
  },
];
