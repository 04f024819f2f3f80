import type { Crowd, Law } from '../guards/pacer/law';
import type { PendingRetry } from '../types';
import { readFleetLaw, type FleetLaw } from './clerk';
import { packLaw, unpackLaw } from './law-state';
import type { News } from './news';

// Older news say nothing any more. In milliseconds.
const FRESH = 3000;

// A retry that falls due within this time can be the probe: a little longer than from one report to the next. In
// milliseconds.
const SOON = 150;

// Each report extends the lease of a probe in flight to this time. If the process dies, another takes over. In
// milliseconds.
const LEASE_IN_FLIGHT = 2000;
// So long a clerk may take to hear how the probe ended. In milliseconds.
const LEASE_ENDED = 1000;

// As in the script: a clock that goes back so far is another one. In milliseconds.
const JUMP = 1000;

interface Probing {
  readonly retry: PendingRetry;
  readonly token: string;
  /** When it is abandoned. */
  readonly until: number;
}

/** What a process knows of its fleet, on the process' clock. It decides like the law of the fleet, for its share of it. */
export class FleetView {
  /** The law of the fleet, but for the rate, which is the share of this process. */
  private law: Law;
  /** The law as it was published. */
  private text = '';
  /** By how much Redis' clock, whose times are in it, was ahead of this one. */
  private offset = 0;
  /** When it was published, which is also its version. */
  at = '';
  private heardAt = -Infinity;
  /** Whether there is a law of the fleet, and it can be read. */
  isKnown = false;
  /** When the law last went from one phase to another, on Redis' clock. */
  private turnedAt = 0;
  /** What the other processes have waiting. */
  private others: Crowd = { size: 0, delays: 0 };
  /** Releases of the whole fleet per millisecond. */
  private fleetRate = 0;
  /** Retries that were sent in advance of a release, which the fleet does not know of yet. */
  private owed = 0;
  /** When this process may release: evenly spaced over the whole fleet, or else each burst would cost a cut. */
  private releases: number[] = [];
  /** When the next retry may be sent as the probe. */
  private probeAt = Infinity;
  /** The lease of the probe that this process has and has not used, if any. */
  private lease: { readonly token: string; readonly until: number } | undefined = undefined;
  /** Whether another process has it. */
  private isLeased = false;
  /** The probe that this process has in flight. */
  private probing: Probing | undefined = undefined;
  /** The lease of a probe of this process that has ended, until that has been reported. */
  private endedToken = '';
  /** Whether a retry fell due that could have been the probe. */
  wantsLease = false;

  /** @param own what this process has waiting. */
  constructor(
    readonly newLaw: () => Law,
    readonly own: Crowd,
  ) {
    this.law = newLaw();
  }

  /** Whether the law is known, and the news are recent. */
  isFresh(now: number): boolean {
    return this.isKnown && this.isRecent(now);
  }

  isRecent(now: number): boolean {
    return now - this.heardAt < FRESH;
  }

  /** How many releases of the fleet were used in advance since it was last told. */
  takeOwed(): string {
    const { owed } = this;
    this.owed = 0;
    return String(owed);
  }

  /** Whether a success would change something at once: it ends an outage, and what a server has asked for. */
  awaitsSuccess(now: number): boolean {
    return this.law.probe !== undefined || this.law.blockedUntil > now;
  }

  /** Whether the fleet is in trouble, so that news matter. */
  isTroubled(now: number): boolean {
    return this.isRecovering || this.awaitsSuccess(now);
  }

  get blockedUntil(): number {
    return this.law.blockedUntil;
  }

  get isRecovering(): boolean {
    return this.law.isRecovering;
  }

  get isSound(): boolean {
    return this.law.isSound;
  }

  /**
   * Takes in news.
   *
   * @param told the crowd that this process had reported.
   * @param leaseUntil until when a lease in it holds.
   * @param offset Redis' clock minus this one.
   */
  hear(news: News, told: Crowd, leaseUntil: number, offset: number, now: number): void {
    const wasRecent = this.isRecent(now);
    this.heardAt = now;
    this.others = {
      size: Math.max(0, news.crowd.size - told.size),
      delays: Math.max(0, news.crowd.delays - told.delays),
    };
    this.isLeased = news.holder !== '';
    const isUsed = news.lease === this.probing?.token || news.lease === this.endedToken;
    this.lease = news.lease && !isUsed ? { token: news.lease, until: leaseUntil } : undefined;
    if (news.law) this.load(news.law, news.at, offset, now);
    // If Redis has lost the law, what is known of it is good enough until it is published again.
    else if (!news.at && !wasRecent) this.isKnown = false;
    // At most one for each retry that waits, whatever the reply says.
    for (let slot = 0; slot < Math.min(news.slots, told.size); slot++)
      this.releases.push(news.slotAt - offset + slot / this.fleetRate);
  }

  /** Takes over a law of the fleet. If it can't be read, none is known any more. */
  load(text: string, at: string, offset: number, now: number): void {
    const { law: before, turnedAt } = this;
    this.at = at;
    try {
      const fleet = readFleetLaw(this.newLaw(), text, -offset);
      this.law = fleet.law;
      this.turnedAt = Math.round(fleet.turnedAt + offset);
    } catch {
      this.isKnown = false;
      return;
    }
    this.text = text;
    this.offset = offset;
    this.isKnown = true;
    this.heardAt = now;
    const { rate, probe } = this.law;
    this.probeAt = probe ? probe.retryAt : Infinity;
    if (!rate) return;
    this.fleetRate = rate.rate;
    const same = turnedAt === this.turnedAt ? before.rate : undefined;
    if (!same) this.releases = [];
    rate.slots = same ? same.slots : 0;
  }

  /** The law as it was published, for a clerk whose clock is so far ahead. */
  fleetLaw(offset: number): FleetLaw {
    // After a failover, Redis may have lost the law, and have another clock.
    const shift = Math.abs(offset - this.offset) > JUMP ? offset - this.offset : 0;
    return readFleetLaw(this.newLaw(), this.text, shift);
  }

  /** When the law last went from one phase to another, on this process' clock. */
  get localTurnedAt(): number {
    return this.turnedAt - this.offset;
  }

  /** Never 0: a retry may come to wait at any time. */
  private get share(): number {
    const size = Math.max(1, this.own.size);
    return size / (this.others.size + size);
  }

  /** The law, with this process' present share of the rate, and the slots that it has been given by now. */
  private shared(now: number): Law {
    const { rate } = this.law;
    const { releases } = this;
    if (rate) {
      rate.rate = this.fleetRate * this.share;
      for (; Number(releases[0]) <= now; rate.slots++) releases.shift();
      rate.slots = Math.min(rate.most, rate.slots);
      rate.countedAt = now;
    }
    return this.law;
  }

  get crowd(): Crowd {
    const { own, others } = this;
    return { size: own.size + others.size, delays: own.delays + others.delays };
  }

  maySend(retry: PendingRetry, _own: Crowd, now: number): boolean {
    const { crowd, lease } = this;
    const law = this.shared(now);
    const { probe } = law;
    if (!probe) {
      const isSent = law.maySend(retry, crowd, now);
      // It takes the place of a release: of one that this process was given, or else of one of the fleet.
      for (; law.rate && law.rate.slots < 0; law.rate.slots++)
        if (this.releases.shift() === undefined) this.owed++;
      return isSent;
    }
    const isHolder = lease !== undefined && now < lease.until;
    probe.waitUntil(isHolder ? this.probeAt : Infinity);
    const isSent = law.maySend(retry, crowd, now);
    if (now < this.probeAt || this.probing) return isSent;
    if (isHolder) {
      this.lease = undefined;
      this.probing = { retry, token: lease.token, until: probe.nextAt };
    } else this.wantsLease = !this.isLeased;
    return isSent;
  }

  mayRelease(now: number): boolean {
    return this.shared(now).mayRelease(now);
  }

  timeToRelease(now: number, isDue: boolean): number | undefined {
    const { rate, probe, blockedUntil } = this.shared(now);
    // After that, only the holder of the lease may send it, and news of the lease release what is due.
    if (probe)
      return isDue && now < this.probeAt ? Math.max(this.probeAt - now, blockedUntil - now, 1) : undefined;
    if (!rate) return undefined;
    const releaseAt = rate.slots < 1 ? this.releases[0] : now;
    return releaseAt === undefined ? undefined : Math.max(releaseAt - now, blockedUntil - now, 1);
  }

  /** Whether this process releases as fast as its share allows. */
  isUsedUp(now: number): boolean {
    const { rate } = this.shared(now);
    return rate !== undefined && this.own.size > 0 && rate.slots < 1;
  }

  /** The lease of the probe that a retry is, or `''`; then it has ended. */
  endProbe(retry: PendingRetry | undefined): string {
    if (!retry || retry !== this.probing?.retry) return '';
    this.endedToken = this.probing.token;
    this.probing = undefined;
    return this.endedToken;
  }

  /** The lease of the probe that this process keeps, and for how long, in milliseconds. */
  leaseToKeep(now: number): { readonly token: string; readonly ended: string; readonly time: number } {
    const { probing, endedToken } = this;
    if (!probing) return { token: endedToken, ended: endedToken, time: LEASE_ENDED };
    const time = Math.max(0, Math.min(LEASE_IN_FLIGHT, probing.until - now));
    if (!time) this.probing = undefined;
    return { token: probing.token, ended: '', time };
  }

  /** The end of the probe has been reported. */
  released(token: string): void {
    if (this.endedToken === token) this.endedToken = '';
  }

  /** When a retry falls due that could be the probe, in milliseconds from now; -1: none does soon. */
  timeToProbe(now: number, timeToDue: (now: number) => number): number {
    if (this.probing || this.isLeased || now + SOON < this.probeAt) return -1;
    if (this.wantsLease) return 0;
    const time = timeToDue(now);
    return time <= SOON ? Math.ceil(time) : -1;
  }

  /** The law with which this process goes on alone from here. */
  forOneself(now: number): Law {
    const { probing, share } = this;
    const law = unpackLaw(this.newLaw(), packLaw(this.shared(now)), 0, probing?.retry);
    if (law.rate) Object.assign(law.rate, { first: law.rate.first * share });
    const { probe } = law;
    // Not all at once, when the next probe of the fleet is due.
    probe?.waitUntil(probing?.until ?? (probe.count ? now + law.probeBackoff(probe.count) : now));
    return law;
  }
}
