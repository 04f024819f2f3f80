import type { FleetRun } from './simulation';

/** What a client does at a moment. */
export type ClientState = 'waiting' | 'refused' | 'going' | 'returning' | 'served' | 'lost';

export interface ClientAt {
  readonly state: ClientState;
  /** Where it stands when it waits: a number from 0, which nobody else has at the time. */
  readonly place: number;
  /** How far it is on its way, or with its end, from 0 to 1. */
  readonly progress: number;
}

/** How long a refusal and an end are seen, in milliseconds. */
const SEEN = 400;

const byCall = ({ trace }: FleetRun): number[][] => {
  const attempts: number[][] = trace.begun.map(() => []);
  trace.call.forEach((call, attempt) => attempts[call]?.push(attempt));
  return attempts;
};

/** Gives each call the first place that is free when it begins. */
function placesOf({ trace: { begun, ended } }: FleetRun): { places: number[]; most: number } {
  const freeFrom: number[] = [];
  const places = begun.map((from, call) => {
    const free = freeFrom.findIndex((time) => time <= from);
    const place = free < 0 ? freeFrom.length : free;
    freeFrom[place] = (ended[call] ?? from) + SEEN;
    return place;
  });
  return { places, most: freeFrom.length };
}

const SECOND = 1000;

/** A run as it can be asked about any moment of it. */
export class Story {
  readonly run: FleetRun;
  /** How many clients there are at once at the most. */
  readonly most: number;
  /** How many attempts of each second were served, and how many refused, by the time they were sent. */
  readonly served: number[] = [];
  readonly refused: number[] = [];
  readonly #places: readonly number[];
  readonly #attempts: readonly (readonly number[])[];

  constructor(run: FleetRun) {
    this.run = run;
    const { places, most } = placesOf(run);
    this.#places = places;
    this.most = most;
    this.#attempts = byCall(run);
    const seconds = Math.ceil((run.end + 1) / SECOND);
    this.served = new Array<number>(seconds).fill(0);
    this.refused = new Array<number>(seconds).fill(0);
    run.trace.sent.forEach((sent, attempt) => {
      const counts = run.trace.served[attempt] ? this.served : this.refused;
      const second = Math.floor(sent / SECOND);
      counts[second] = (counts[second] ?? 0) + 1;
    });
  }

  /** Tells of each client that is there at a time. */
  clientsAt(now: number, tell: (client: ClientAt) => void): void {
    const { begun, ended } = this.run.trace;
    for (let call = 0; call < begun.length; call++) {
      if ((begun[call] ?? Infinity) > now) break;
      if ((ended[call] ?? Infinity) + SEEN > now) tell(this.#clientAt(call, now));
    }
  }

  #clientAt(call: number, now: number): ClientAt {
    const { ended, lost, sent, answered } = this.run.trace;
    const place = this.#places[call] ?? 0;
    const end = ended[call] ?? Infinity;
    if (end <= now) return { place, state: lost[call] ? 'lost' : 'served', progress: (now - end) / SEEN };
    const attempts = this.#attempts[call] ?? [];
    const latest = attempts.filter((attempt) => (sent[attempt] ?? Infinity) <= now).at(-1);
    if (latest === undefined) return { place, state: 'waiting', progress: 0 };
    const from = sent[latest] ?? 0;
    const to = answered[latest] ?? from;
    if (to > now) {
      const way = (now - from) / (to - from);
      return way < 0.5
        ? { place, state: 'going', progress: 2 * way }
        : { place, state: this.run.trace.served[latest] ? 'served' : 'returning', progress: 2 * way - 1 };
    }
    return now - to < SEEN
      ? { place, state: 'refused', progress: (now - to) / SEEN }
      : { place, state: 'waiting', progress: 0 };
  }

  /** What has come of it by a time. */
  countsAt(now: number): Counts {
    const { begun, ended, lost, sent, served } = this.run.trace;
    const attempts = sent.filter((time) => time <= now).length;
    const calls = begun.filter((time) => time <= now).length;
    const over = ended.flatMap((time, call) => (time <= now ? [call] : []));
    return {
      attempts,
      calls,
      waiting: calls - over.length,
      refused: sent.filter((time, attempt) => time <= now && !served[attempt]).length,
      lost: over.filter((call) => lost[call]).length,
      durations: Float64Array.from(over, (call) => (ended[call] ?? 0) - (begun[call] ?? 0)).sort(),
    };
  }
}

/** What has come of a run by a time. */
export interface Counts {
  readonly attempts: number;
  readonly calls: number;
  readonly waiting: number;
  readonly refused: number;
  readonly lost: number;
  readonly durations: Float64Array;
}
