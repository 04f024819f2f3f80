import { write } from '../log/write';
import { duration } from '../time/duration';
import type { Log } from '../types';
import { codeOf, isNotConnected, isUnknown, type Runner } from './client';
import type { RedisOptions } from './options';
import type { ScriptName } from './scripts';
import { startIdleTimer, startPatientTimer } from './timer';

// The time from one look at a Redis that is away to the next. In milliseconds.
const FIRST_PAUSE = 250;
const LONGEST_PAUSE = 5000;
// A server that forbids scripts, or refuses the password, has to be set up anew.
const REFUSED_PAUSE = 60_000;
const REFUSALS = ['NOPERM', 'NOAUTH', 'WRONGPASS'];

const NOT_CONNECTED = 'is not connected (await client.connect())';

// A client may lose a command for good. Then another is sent, though the first has not been answered.
const LOST = 30_000;

/** The reply of a script; `undefined`: Redis can't be used. */
export type Reply = readonly string[] | undefined;

/** A command that has been sent. */
interface Command {
  readonly resolve: (reply: Reply) => void;
  readonly stop: () => void;
  /** Nobody waits for its answer any more. */
  isLate: boolean;
}

/** Runs scripts for one guard, and knows whether Redis can be used. Nobody ever waits long for it. */
export class Link {
  isClosed = false;
  /** How many looks in a row have failed: 0 while Redis can be used. */
  private failures = 0;
  /** When it may be asked again, if it is away. */
  private lookAt = 0;
  /** Those whose answer somebody waits for. */
  private readonly waiting = new Set<Command>();
  /** How many others may still be answered. */
  private late = 0;
  private readonly said = new Set<string>();
  private readonly timers = new Set<() => void>();

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
    this.lookAt = now + LOST;
    return new Promise((resolve) => {
      const stop = startPatientTimer(this.options.timeout, () => {
        this.lose(`did not answer within ${duration(this.options.timeout)}`);
      });
      const command: Command = { resolve, stop, isLate: false };
      this.waiting.add(command);
      this.runner(name, keys, args)
        .then((reply) => {
          this.answered(command, reply);
        })
        // An answer with an item that is no text is a failure, too.
        .catch((error: unknown) => {
          this.refused(command, error);
        });
    });
  }

  /** Starts a timer that ends with the guard, and does not keep the process alive. */
  startTimer(delay: number, onEnd: () => void): () => void {
    const stop = startIdleTimer(delay, () => {
      this.timers.delete(stop);
      onEnd();
    });
    this.timers.add(stop);
    return () => {
      this.timers.delete(stop);
      stop();
    };
  }

  close(): void {
    this.isClosed = true;
    this.release();
    for (const stop of this.timers) stop();
    this.timers.clear();
  }

  private answered(command: Command, reply: unknown): void {
    // Late, it may be old, but Redis answers again.
    if (this.isOver(command)) this.lookAt = 0;
    else if (Array.isArray(reply)) {
      command.resolve(reply.map(String));
      this.failures = 0;
    } else {
      command.resolve(undefined);
      this.lose('gave an answer that is no list');
    }
  }

  private refused(command: Command, error: unknown): void {
    const code = codeOf(error);
    const shown = code && ` (${code})`;
    command.resolve(undefined);
    if (this.isOver(command)) {
      // No other may say so when Redis is back.
      if (!this.late) this.lookAt = Math.min(this.lookAt, performance.now() + this.pause);
    } else if (!REFUSALS.includes(code) && !isUnknown(error)) {
      this.lose(isNotConnected(error) ? NOT_CONNECTED : `failed${shown}`, error);
    } else {
      this.lose(`refused a script${shown}`, error);
      this.lookAt = performance.now() + REFUSED_PAUSE;
      this.say(`refused a script${shown}`, error);
    }
  }

  /** Notes the end of a command, and whether nobody waits for it any more. */
  private isOver(command: Command): boolean {
    command.stop();
    this.waiting.delete(command);
    if (command.isLate) this.late--;
    return command.isLate;
  }

  private get pause(): number {
    return Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (this.failures - 1)) * (0.5 + Math.random() / 2);
  }

  /** Redis can't be used for now. Whoever waits goes on without. */
  private lose(reason: string, thrown?: unknown): void {
    this.failures++;
    this.release();
    // A command that may still be answered says itself when Redis is back. More of them would only queue up.
    this.lookAt = performance.now() + (this.late ? LOST : this.pause);
    // One that is away fails in several ways.
    if (this.failures === 1) this.say(reason, thrown);
  }

  private release(): void {
    for (const command of this.waiting) {
      command.stop();
      command.isLate = true;
      this.late++;
      command.resolve(undefined);
    }
    this.waiting.clear();
  }

  private say(reason: string, thrown: unknown): void {
    const { log } = this.options;
    if (!log || this.said.has(reason)) return;
    this.said.add(reason);
    const message = `axios-backoff: Redis ${reason}: until it can be used, each process limits its retries by itself`;
    void write({ log: log as Log }, message, { type: 'warning', thrown });
  }
}
