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
    title: 'Everyone comes back at once',
    text: 'Now they retry, after 1 s, 2 s, 4 s, and so on. Nothing is lost. But many wait the same time and return together: look at the red peaks, also after the repair.',
    texts: { outage: OUTAGE, strategies: 'exponential' },
  },
  {
    title: 'Jitter spreads them',
    text: 'With full jitter each client waits a random time up to 1 s, 2 s, 4 s. The same calls come back one by one, and most of the peaks are gone.',
    texts: { outage: OUTAGE, strategies: 'exponential,full' },
  },
  {
    title: 'A pacer makes them take turns',
    text: 'With a pacer the clients of a process share what they know. While the server is down few of them try; when it is back they line up. It takes fewer attempts, and the server has its peace.',
    texts: { outage: OUTAGE, strategies: 'full,pacer' },
  },
];
