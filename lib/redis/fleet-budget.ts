import type { PendingRetry } from '../types';
import type { Link } from './link';

export type Stage = 'wait' | 'send';

// As many as the in-process budget has.
const BUCKETS = 20;

interface Limits {
  readonly ratio: number;
  readonly minPerSecond: number;
  readonly window: number;
}

/** Calls that the fleet does not know of yet. */
interface Calls {
  readonly since: number;
  count: number;
}

interface Taken {
  readonly stage: Stage;
  readonly bucket: string;
}

/** The budget of a fleet for one key, as one process sees it. */
export class FleetBudget {
  private calls: Calls[] = [];
  /** What each retry has taken. */
  private readonly taken = new WeakMap<PendingRetry, Taken[]>();

  constructor(
    readonly link: Link,
    readonly key: string,
    readonly limits: Limits,
  ) {}

  private get width(): number {
    return this.limits.window / BUCKETS;
  }

  /** Counts a call. The fleet hears of it with the next question. */
  addCall(now: number): void {
    const last = this.calls[this.calls.length - 1];
    if (last && now - last.since < this.width) last.count++;
    else {
      this.calls.push({ since: now, count: 1 });
      if (this.calls.length > BUCKETS + 1) this.calls.shift();
    }
  }

  /** Whether the fleet has a retry left; `undefined`: Redis can't be used. */
  async allows(retry: PendingRetry, stage: Stage): Promise<boolean | undefined> {
    // It is asked whether it is back, but nobody waits for the answer.
    if (this.link.isAway) {
      void this.spend('');
      return undefined;
    }
    const [isAllowed, bucket = ''] = (await this.spend(stage)) ?? [];
    if (isAllowed === undefined) return undefined;
    if (isAllowed) this.taken.set(retry, [...(this.taken.get(retry) ?? []), { stage, bucket }]);
    return isAllowed !== '';
  }

  /** Gives back what a retry has taken that is not sent. */
  giveBack(retry: PendingRetry): void {
    const taken = this.taken.get(retry);
    this.taken.delete(retry);
    if (taken) void this.spend('', taken);
  }

  private async spend(
    stage: Stage | '',
    givenBack: readonly Taken[] = [],
  ): Promise<readonly string[] | undefined> {
    const now = performance.now();
    const { ratio, minPerSecond, window } = this.limits;
    const { calls } = this;
    this.calls = [];
    const reply = await this.link.run(
      'spend',
      [this.key],
      [
        ...[this.width, BUCKETS, ratio, minPerSecond * (window / 1000)].map(String),
        stage,
        ...calls.flatMap(({ since, count }) => ['calls', (now - since).toFixed(3), String(count)]),
        ...givenBack.flatMap((taken) => [taken.stage, taken.bucket, '-1']),
      ],
    );
    if (!reply) this.calls = [...calls, ...this.calls].slice(-BUCKETS - 1);
    return reply;
  }
}
