import { safely } from '../checks/member';
import { duration } from '../time/duration';
import { codeOf, isUnknown, type Runner } from './client';
import type { RedisOptions } from './options';
import type { ScriptName } from './scripts';
import { startPatientTimer } from './timer';

// The time from one look at a Redis that is away to the next. In milliseconds.
const FIRST_PAUSE = 250;
const LONGEST_PAUSE = 5000;
// A server that forbids scripts, or refuses the password, has to be set up anew.
const REFUSED_PAUSE = 60_000;
const REFUSALS = ['NOPERM', 'NOAUTH', 'WRONGPASS'];

// A client may lose a command for good. Then another is sent, though the first has not been answered.
const LOST = 30_000;

/** The reply of a script; `undefined`: Redis can't be used. */
export type Reply = readonly string[] | undefined;

/** Runs scripts for one guard, and knows whether Redis can be used. Nobody ever waits long for it. */
export class Link {
  isClosed = false;
  /** How many looks in a row have failed: 0 while Redis can be used. */
  private failures = 0;
  private lookAt = 0;
  private readonly waiting = new Set<(reply: Reply) => void>();
  /** Commands that have been sent, and not been answered in time. */
  private unanswered = 0;
  private readonly said = new Set<string>();

  constructor(
    readonly runner: Runner,
    readonly options: Required<Pick<RedisOptions, 'timeout' | 'log'>>,
  ) {}

  /** Whether Redis can't be used, so that each process decides by itself. */
  get isAway(): boolean {
    return this.isClosed || this.failures > 0;
  }

  /** The time until Redis may be asked, in milliseconds: 0 while it can be used. */
  timeToLook(now: number): number {
    return this.failures ? Math.max(0, this.lookAt - now) : 0;
  }

  /**
   * Runs a script.
   *
   * @returns its reply, or `undefined` at once while Redis is away, and as soon as it turns out to be.
   */
  run(name: ScriptName, keys: string[], args: string[]): Promise<Reply> {
    const now = performance.now();
    if (this.isClosed || (this.failures && now < this.lookAt)) return Promise.resolve(undefined);
    // If it is away, one script at a time finds out whether it is back.
    if (this.failures) this.lookAt = now + LOST;
    return new Promise((resolve) => {
      this.waiting.add(resolve);
      let isLate = false;
      const stop = startPatientTimer(this.options.timeout, () => {
        isLate = true;
        this.unanswered++;
        this.lose(`did not answer within ${duration(this.options.timeout)}`);
      });
      const end = (act: () => void): void => {
        stop();
        if (isLate) this.unanswered--;
        act();
      };
      this.runner(name, keys, args).then(
        (reply) => {
          end(() => {
            this.answered(reply, resolve, isLate);
          });
        },
        (error: unknown) => {
          end(() => {
            if (!isLate || !this.unanswered) this.refused(error);
          });
        },
      );
    });
  }

  close(): void {
    this.isClosed = true;
    this.release();
  }

  private answered(reply: unknown, resolve: (reply: Reply) => void, isLate: boolean): void {
    if (!Array.isArray(reply)) {
      this.lose('gave an answer that is no list');
    } else if (isLate) {
      // It may be old, but Redis answers again.
      if (this.failures) this.lookAt = 0;
    } else if (this.waiting.delete(resolve)) {
      this.failures = 0;
      resolve(reply.map(String));
    }
  }

  private refused(error: unknown): void {
    const code = codeOf(error);
    const shown = code && ` (${code})`;
    if (!REFUSALS.includes(code) && !isUnknown(error)) this.lose(`failed${shown}`, error);
    else {
      this.lose(`refused a script${shown}`, error);
      this.lookAt = performance.now() + REFUSED_PAUSE;
      this.say(`refused a script${shown}`, error);
    }
  }

  /** Redis can't be used for now. Whoever waits goes on without. */
  private lose(reason: string, thrown?: unknown): void {
    const pause = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** this.failures++);
    // A command that may still be answered says itself when Redis is back. More of them would only queue up.
    this.lookAt = performance.now() + (this.unanswered ? LOST : pause * (0.5 + Math.random() / 2));
    // One that is away fails in several ways.
    if (this.failures === 1) this.say(reason, thrown);
    this.release();
  }

  private release(): void {
    for (const resolve of this.waiting) resolve(undefined);
    this.waiting.clear();
  }

  private say(reason: string, thrown: unknown): void {
    const { log } = this.options;
    if (!log || this.isClosed || this.said.has(reason)) return;
    this.said.add(reason);
    const message = `axios-backoff: Redis ${reason}: until it can be used, each process limits its retries by itself`;
    safely(() => {
      log(message, { type: 'warning', thrown });
    });
  }
}
