import type { RetryState } from '../../../lib';
import type { CrowdCall, CrowdProgram, Host } from './program';

export interface Attempt {
  readonly call: CallHistory;
  readonly retryCount: number;
  readonly data: unknown;
  readonly params: string;
  /** Of a retry that was announced: when it was due. */
  readonly dueAt?: number;
  readonly sentAt: number;
  /** Its place in the order of all events. */
  readonly sent: number;
  endedAt: number;
  ended: number;
  /** `undefined` if its call did not wait for the answer. */
  status?: number;
  /** What the server asked for, in milliseconds. */
  retryAfter?: number;
}

export interface CallHistory {
  readonly index: number;
  readonly spec: CrowdCall;
  readonly attempts: Attempt[];
  /** When the retry is due that has been announced. */
  dueAt?: number;
  endedAt: number;
  /** Its place in the order of all events. */
  ended: number;
  outcome: string | number;
  state?: RetryState;
}

/** What happened, in order. */
export type Event = { readonly at: number } & (
  | { readonly type: 'begun' | 'announced' | 'ended'; readonly call: CallHistory }
  | { readonly type: 'sent' | 'answered'; readonly attempt: Attempt }
  /** The pacer says that it holds new calls. */
  | { readonly type: 'holding'; readonly host: Host; readonly delay: number }
);

/** What a program has done. */
export class History {
  readonly events: Event[] = [];
  readonly calls: readonly CallHistory[];
  /** How often `key` has failed, and how many warnings there were. */
  badKeys = 0;
  warnings = 0;
  readonly leftovers: string[] = [];

  constructor(readonly program: CrowdProgram) {
    this.calls = program.calls.map((spec, index) => ({
      index,
      spec,
      attempts: [],
      endedAt: Infinity,
      ended: Infinity,
      outcome: 'never ends',
    }));
  }

  begin(index: number, at: number): CallHistory {
    const call = this.calls[index]!;
    this.events.push({ type: 'begun', at, call });
    return call;
  }

  send(index: number, at: number, what: Pick<Attempt, 'retryCount' | 'data' | 'params'>): Attempt {
    const call = this.calls[index]!;
    const sent = this.events.length;
    const { dueAt } = call;
    const attempt: Attempt = { ...what, call, dueAt, sentAt: at, sent, endedAt: Infinity, ended: Infinity };
    call.dueAt = undefined;
    call.attempts.push(attempt);
    this.events.push({ type: 'sent', at, attempt });
    return attempt;
  }

  answer(attempt: Attempt, at: number, answer: Pick<Attempt, 'status' | 'retryAfter'> = {}): void {
    Object.assign(attempt, answer, { endedAt: at, ended: this.events.length });
    this.events.push({ type: 'answered', at, attempt });
  }

  announce(index: number, at: number, delay: number): void {
    const call = this.calls[index]!;
    call.dueAt = at + delay;
    this.events.push({ type: 'announced', at, call });
  }

  end(call: CallHistory, at: number, outcome: string | number, state: RetryState | undefined): void {
    Object.assign(call, { endedAt: at, ended: this.events.length, outcome, state });
    this.events.push({ type: 'ended', at, call });
  }
}
