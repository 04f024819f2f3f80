import type { Crowd, Law } from '../guards/pacer/law';
import { work, writeFleetLaw, type FleetLaw, type Task } from './clerk';
import type { FleetView } from './fleet-view';
import { packLaw, unpackLaw } from './law-state';
import type { Link } from './link';
import { readNews, type News } from './news';
import { Report, writeRuns, type Run } from './report';

// From one report to the next, in milliseconds: in trouble, or after a failure; and else, as long as a retry waits or
// is in flight.
const OFTEN = 100;
const SELDOM = 1000;
// News that matter to all are reported at once, but no more often than this.
const AT_ONCE = 20;
// While Redis is away, it may be back before it was to be asked again.
const LOOK = 1000;

// A process that has something waiting reports more often than this.
const GONE = 2500;

// How long a retry may take to use the lease of the probe, after it was to fall due: as in the script.
const LEASE = 1000;

/** What a conversation knows of its process. */
export interface Party extends Crowd {
  /** Whether a retry waits or is in flight. */
  readonly isBusy: boolean;
  /** The law that knows only this process. */
  readonly local: Law;
  /** When that last went from one phase to another. */
  readonly turnedAt: number;
  timeToDue(now: number): number;
  /** Called when the law of the fleet has changed. */
  lawChanged(now: number): void;
}

interface Told extends Crowd {
  readonly runs: Run[];
  readonly sentAt: number;
  readonly isBusy: boolean;
  readonly isUrgent: boolean;
  readonly timeToProbe: number;
  /** The lease of the probe whose end is in the report. */
  readonly ended: string;
}

/** Tells the fleet about this process, and hears about the fleet, as long as either has anything to say. */
export class Conversation {
  private readonly report = new Report();
  /** Whether a report is on its way, or its news are being worked on. */
  private isTalking = false;
  private isUrgent = false;
  /** Whether the sums of the fleet may still include this process. */
  private isCounted = false;
  /** Whether there are reports that no clerk has taken up yet. */
  private hasPending = false;
  /** When the latest attempt has ended. */
  private lastAt = -Infinity;
  private toldAt = -Infinity;
  /** A random factor, so that a fleet does not report in step. */
  private pause = 1;
  /** Redis' clock minus this one, and the shortest round trip that it was measured with, in milliseconds. */
  private offset = 0;
  private roundTrip = Infinity;
  private stopTimer: (() => void) | undefined = undefined;
  private timerAt = 0;

  constructor(
    readonly link: Link,
    readonly id: string,
    /** The Redis keys of the state, the fleet and the reports. */
    readonly keys: readonly [string, string, string],
    readonly view: FleetView,
    readonly party: Party,
  ) {}

  /** Notes an attempt that has ended, for the next report. */
  add(...attempt: Parameters<Report['add']>): void {
    this.report.add(...attempt);
    this.lastAt = attempt[1];
  }

  /** The next report can't wait. */
  hurry(): void {
    this.isUrgent = true;
  }

  /** Whether it goes on: the next report has its time, or is on its way. */
  get isOn(): boolean {
    return this.isTalking || this.stopTimer !== undefined;
  }

  private isNeeded(now: number): boolean {
    if (this.party.isBusy) return true;
    // While Redis is away, any number of origins may come to rest.
    if (this.link.isAway && now - this.lastAt > GONE) return false;
    return this.isUrgent || this.isCounted || this.hasPending || this.report.hasFailure;
  }

  private timeToReport(now: number): number {
    if (this.link.isAway) return Math.min(LOOK, Math.max(OFTEN, this.link.timeToLook(now)));
    const isOften = this.view.isTroubled(now) || this.hasPending || this.party.local.health.failuresInRow > 0;
    const time = this.isUrgent ? AT_ONCE : this.pause * (isOften ? OFTEN : SELDOM);
    return Math.max(0, this.toldAt + time - now);
  }

  /** Sets the time of the next report, if there is anything to say. */
  schedule(now: number): void {
    if (this.isTalking || this.link.isClosed) return;
    if (!this.isNeeded(now)) {
      this.stop();
      this.isCounted = false;
      return;
    }
    const wait = this.timeToReport(now);
    if (this.stopTimer && now + wait >= this.timerAt - 1) return;
    this.stop();
    this.timerAt = now + wait;
    this.stopTimer = this.link.startTimer(wait, () => {
      this.stopTimer = undefined;
      void this.talk();
    });
  }

  stop(): void {
    this.stopTimer?.();
    this.stopTimer = undefined;
  }

  private async talk(): Promise<void> {
    this.isTalking = true;
    const told = this.tell(performance.now());
    const reply = await this.link.run('sync', [...this.keys], told.args);
    const news = reply && readNews(reply);
    if (news) await this.heard(news, told);
    else this.report.restore(told.runs);
    // Nobody may have taken it up.
    if (told.isUrgent && (this.hasPending || !news)) this.isUrgent = true;
    this.isTalking = false;
    this.schedule(performance.now());
  }

  private tell(now: number): Told & { readonly args: string[] } {
    const { party, view, isUrgent } = this;
    const { size, delays, isBusy } = party;
    const runs = this.report.take();
    const timeToProbe = view.timeToProbe(now, (time) => party.timeToDue(time));
    const { token, ended, time } = view.leaseToKeep(now);
    this.isUrgent = view.wantsLease = false;
    this.toldAt = now;
    this.pause = 0.8 + 0.4 * Math.random();
    const sums = [size, delays, Number(isBusy)].map((number) => number.toFixed(0));
    const rest = [
      String(Number(isUrgent)),
      String(timeToProbe),
      token,
      time.toFixed(0),
      view.at,
      view.takeOwed(),
    ];
    const args = [this.id, ...sums, writeRuns(runs, now), ...rest];
    return { runs, sentAt: now, isBusy, isUrgent, timeToProbe, ended, size, delays, args };
  }

  private async heard(news: News, told: Told): Promise<void> {
    const now = performance.now();
    const { view } = this;
    this.setClock(news.now, told.sentAt, now);
    this.hasPending = news.count > 0 && !news.clerk;
    view.released(told.ended);
    view.hear(news, told, told.sentAt + told.timeToProbe + LEASE, this.offset, now);
    if (news.clerk) await this.work(news);
    this.isCounted = this.party.isBusy || told.isBusy;
    this.party.lawChanged(performance.now());
  }

  /** Compares the clocks. The shorter the round trip, the surer the result: a much longer one can't correct it. */
  private setClock(redisNow: number, sentAt: number, heardAt: number): void {
    const roundTrip = heardAt - sentAt;
    const offset = redisNow - (sentAt + heardAt) / 2;
    this.roundTrip *= 1.01;
    if (roundTrip > 2 * this.roundTrip && Math.abs(offset - this.offset) <= roundTrip) return;
    this.roundTrip = Math.min(this.roundTrip, roundTrip);
    this.offset = offset;
  }

  /** The law of the fleet or, where none is known yet, that of this process. */
  private fleetLaw(now: number): FleetLaw & Pick<Task, 'exceptId'> {
    const { view, party } = this;
    if (view.isKnown) return { ...view.fleetLaw(this.offset), exceptId: '' };
    const law = unpackLaw(view.newLaw(), packLaw(party.local), this.offset);
    // The fleet never hears of a probe that this process has sent for itself.
    const { probe } = law;
    if (probe) probe.nextAt = Math.min(probe.nextAt, now + (probe.count && law.probeBackoff(probe.count)));
    return { law, turnedAt: party.turnedAt + this.offset, knownAt: 0, exceptId: this.id };
  }

  /** Brings the law of the fleet up to date. */
  private async work(news: News): Promise<void> {
    const { view, keys } = this;
    const { lines, token, crowd, isBusy, clerk, idle } = news;
    const fleet = this.fleetLaw(news.now);
    // Nobody has waited since, unless Redis was away.
    if (idle > GONE && !this.isCounted) fleet.law.endRecovery();
    const isProbeOver = work(fleet, { lines, token, crowd, isBusy, exceptId: fleet.exceptId });
    const text = writeFleetLaw(fleet);
    const probeAt = fleet.law.probe ? fleet.law.probe.retryAt.toFixed(3) : '';
    const rate = fleet.law.rate ? fleet.law.rate.rate.toFixed(9) : '';
    const args = [clerk, text, probeAt, String(lines.length), isProbeOver ? token : '', rate];
    const reply = await this.link.run('publish', [keys[0], keys[2]], args);
    const at = reply?.[0];
    if (at) view.load(text, at, this.offset, performance.now());
  }
}
