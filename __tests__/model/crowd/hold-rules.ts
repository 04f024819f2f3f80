import { extended, isFailure, isPaced, maxRetryAfterOf } from './call-rules';
import type { Attempt, CallHistory, History } from './history';
import type { CrowdProgram } from './program';

/** When their time has come, so many go at once. */
const FEW = 8;

interface Held {
  /** Not before that, whatever else happens. */
  readonly from: number;
  /** However often the server asks again, not for longer. */
  readonly latest: number;
  /** Until when the server has asked it to wait. */
  until: number;
}

/**
 * What a server has asked of its callers, and the new calls that wait for it. A new call waits for what the server has asked any call
 * with its key for. No success releases it, and it never waits for much longer than it may.
 */
class Server {
  private readonly held = new Map<CallHistory, Held>();
  private total = 0;
  /** When the server has asked, and until when. */
  private askedAt = -1;
  private until = 0;
  /** Whether there has been a line about the calls that wait, and until when it said that they do. */
  private isSaid = false;
  private saidUntil = 0;
  private hasEmptied = false;

  constructor(private readonly program: CrowdProgram) {}

  private mustWait(call: CallHistory, now: number): boolean {
    const { program } = this;
    const { holdNewCalls, maxHeld } = program.pacer;
    const left = this.until - now;
    return (
      holdNewCalls &&
      isPaced(call, program, now) &&
      call.spec.body !== 'stream' &&
      left > 0 &&
      left <= maxRetryAfterOf(call, program) &&
      this.held.size < maxHeld
    );
  }

  /** @param isNextLine whether the next thing that happens is a line about held calls. */
  *begun(call: CallHistory, now: number, isNextLine: boolean): Generator<string> {
    if (!this.mustWait(call, now)) return;
    if (!this.isSaid && !isNextLine) yield `nobody says that call ${call.index} is held`;
    const latest = now + maxRetryAfterOf(call, this.program);
    this.held.set(call, { from: this.until, until: this.until, latest });
    this.total++;
  }

  *said(delay: number, now: number): Generator<string> {
    if (!this.held.size) yield `nobody is held, but a line at ${now} says so`;
    if (delay !== this.until - now) yield `a line at ${now} says that calls are held for ${delay}`;
    if (this.isSaid && !(this.hasEmptied && now >= this.saidUntil)) yield `a second line at ${now}`;
    this.isSaid = true;
    this.hasEmptied = false;
    this.saidUntil = this.until;
  }

  *sent({ call, sentAt, params }: Attempt): Generator<string> {
    const held = this.held.get(call);
    const name = `call ${call.index}`;
    if (!held) {
      if (sentAt !== call.spec.at) yield `${name} is not to be held, but sent at ${sentAt}`;
      return;
    }
    const { from, until, latest } = held;
    const endOf = (time: number): number => call.spec.at + extended(time - call.spec.at);
    if (sentAt < from) yield `${name} is held until ${from}, but sent at ${sentAt}`;
    if (this.until > sentAt && this.until <= latest)
      yield `${name} is sent while the server asks for patience`;
    if (sentAt > endOf(latest)) yield `${name} is held until ${sentAt}, which is too long`;
    if (this.total <= FEW && sentAt > endOf(until)) yield `${name} is one of few, but held until ${sentAt}`;
    if (params !== 'n=1') yield `${name} is sent with the query ${params}`;
    this.remove(call);
  }

  answered({ call, status, retryAfter, sentAt, endedAt: now }: Attempt): void {
    if (!isPaced(call, this.program, now)) return;
    if (isFailure(status) && retryAfter !== undefined) this.ask(now, now + retryAfter);
    // An answer to a request from before says nothing.
    if (status === 200 && sentAt > this.askedAt) {
      this.until = 0;
      this.isSaid = false;
    }
  }

  private ask(now: number, until: number): void {
    if (now >= this.until && !this.held.size) this.isSaid = false;
    this.askedAt = now;
    this.until = Math.max(this.until, until);
    for (const held of this.held.values()) {
      if (this.until <= held.latest) held.until = Math.max(held.until, this.until);
    }
  }

  *ended(call: CallHistory): Generator<string> {
    const { spec, index, attempts, endedAt, outcome, state } = call;
    const name = `call ${index}`;
    const [first] = attempts;
    if (first) {
      const waited = first.sentAt - spec.at;
      const said = state?.attempts[0]?.delay ?? waited;
      if (said !== waited) yield `${name} has waited for ${waited}, not for ${said}`;
      return;
    }
    if (!this.held.has(call)) yield `${name} is neither held nor sent`;
    this.remove(call);
    const isAborted = endedAt - spec.at === spec.cancelAt;
    const expected = isAborted ? 'canceled' : `maxElapsedTime of ${Number(spec.maxElapsedTime)} ms exceeded`;
    if (outcome !== expected) yield `${name} is held, and ends with ${outcome}`;
    if (
      !isAborted &&
      (state?.stopReason !== 'maxElapsedTime' || endedAt - spec.at < Number(spec.maxElapsedTime))
    )
      yield `${name} is held, and ends at ${endedAt} with the reason ${state?.stopReason}`;
  }

  private remove(call: CallHistory): void {
    if (this.held.delete(call) && !this.held.size) this.hasEmptied = true;
  }
}

export function* holdRules({ program, events }: History): Generator<string> {
  const servers = { a: new Server(program), b: new Server(program) };
  for (const [index, event] of events.entries()) {
    if (event.type === 'holding') yield* servers[event.host].said(event.delay, event.at);
    else if ('attempt' in event) {
      const { attempt, type } = event;
      const server = servers[attempt.call.spec.host];
      if (type === 'answered') server.answered(attempt);
      else if (attempt === attempt.call.attempts[0]) yield* server.sent(attempt);
    } else {
      const { call, type, at } = event;
      const server = servers[call.spec.host];
      if (type === 'begun') yield* server.begun(call, at, events[index + 1]?.type === 'holding');
      if (type === 'ended') yield* server.ended(call);
    }
  }
}
