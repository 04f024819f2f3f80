import type { Crowd, Law } from '../guards/pacer/law';
import { OriginPacer, type PacerLaw, type Wake } from '../guards/pacer/origin-pacer';
import type { EndedAttempt, PendingRetry } from '../types';
import { phaseOf } from './clerk';
import { Conversation, type Party } from './conversation';
import { FleetView } from './fleet-view';
import type { Link } from './link';

type Deciding = Omit<PacerLaw, 'attemptEnded' | 'endRecovery'>;

/** What there is of a process besides its law. */
type Own = Omit<Party, 'local' | 'turnedAt'>;

const NOBODY: Own = {
  size: 0,
  delays: 0,
  isBusy: false,
  timeToDue: () => Infinity,
  lawChanged: () => undefined,
};

/** The law of a fleet, as one process goes by it: that of the fleet or, while Redis can't be used, its own. */
export class SharedLaw implements PacerLaw, Party {
  /** Always told of everything, so that it can take over at any time. */
  local: Law;
  turnedAt = 0;
  own = NOBODY;
  private readonly view: FleetView;
  private readonly conversation: Conversation;
  private isShared = false;

  constructor(
    readonly link: Link,
    newLaw: () => Law,
    id: string,
    keys: readonly [string, string, string],
  ) {
    this.local = newLaw();
    this.view = new FleetView(newLaw, this);
    this.conversation = new Conversation(link, id, keys, this.view, this);
  }

  get size(): number {
    return this.own.size;
  }

  get delays(): number {
    return this.own.delays;
  }

  get isBusy(): boolean {
    return this.own.isBusy;
  }

  timeToDue(now: number): number {
    return this.own.timeToDue(now);
  }

  lawChanged(now: number): void {
    this.own.lawChanged(now);
  }

  get blockedUntil(): number {
    return this.deciding().blockedUntil;
  }

  get isRecovering(): boolean {
    return this.deciding().isRecovering;
  }

  get isSound(): boolean {
    return this.deciding().isSound;
  }

  /** The law to go by. */
  private deciding(now = performance.now()): Deciding {
    const { link, view, conversation, isShared } = this;
    this.isShared = view.isFresh(now) && !link.isAway;
    // It goes on from where the fleet was, if it has listened. News may be old because the event loop was blocked.
    if (isShared && !this.isShared && conversation.isOn) {
      this.local = view.forOneself(now);
      this.turnedAt = view.localTurnedAt;
    }
    return this.isShared ? view : this.local;
  }

  attemptEnded(attempt: EndedAttempt, crowd: Crowd, now: number): void {
    const { view, conversation } = this;
    const { retry, isUp, retryAfter } = attempt;
    // First it takes over from the fleet, if it has to.
    this.deciding(now);
    const phase = phaseOf(this.local);
    this.local.attemptEnded(attempt, crowd, now);
    if (phaseOf(this.local) !== phase) this.turnedAt = now;
    const token = view.endProbe(retry);
    if (isUp !== undefined || token) conversation.add(attempt, now, view.isUsedUp(now), token);
    if (token || (isUp ? view.awaitsSuccess(now) : retryAfter !== undefined || view.isRecovering))
      conversation.hurry();
    conversation.schedule(now);
  }

  maySend(retry: PendingRetry, crowd: Crowd, now: number): boolean {
    const isSent = this.deciding(now).maySend(retry, crowd, now);
    if (this.view.wantsLease) this.conversation.hurry();
    this.conversation.schedule(now);
    return isSent;
  }

  mayRelease(now: number): boolean {
    return this.deciding(now).mayRelease(now);
  }

  timeToRelease(now: number, isDue: boolean): number | undefined {
    return this.deciding(now).timeToRelease(now, isDue);
  }

  endRecovery(): void {
    this.local.endRecovery();
  }

  /** Hears about the fleet, now that a retry waits. */
  listen(now: number): void {
    this.conversation.schedule(now);
  }
}

/** Holds the waiting retries of one origin, in a process that shares its law. */
export class SharedOrigin extends OriginPacer {
  /** When the retries that wait fall due. */
  private readonly dues = new Map<PendingRetry, number>();

  constructor(readonly sharedLaw: SharedLaw) {
    super(sharedLaw);
    sharedLaw.own = this;
  }

  override wait(retry: PendingRetry, wake: Wake): () => void {
    const now = performance.now();
    this.dues.set(retry, now + retry.delay);
    const stop = super.wait(retry, (isSent) => {
      this.dues.delete(retry);
      wake(isSent);
    });
    this.sharedLaw.listen(now);
    return () => {
      this.dues.delete(retry);
      stop();
    };
  }

  /** The time until the next retry falls due, in milliseconds. */
  timeToDue(now: number): number {
    let next = Infinity;
    for (const due of this.dues.values()) if (due >= now && due < next) next = due;
    return next - now;
  }

  lawChanged(now: number): void {
    this.release(now);
  }
}
