import axios, { type AxiosRequestConfig } from 'axios';
import { AsyncLocalStorage } from 'node:async_hooks';
import { axiosRetry, getRetryState, type HoldEvent, type RetryInstallation } from '../../lib';
import { scriptedAdapter } from './adapter';
import { cancellationsOf } from './cancellations';
import { Clock } from './clock';
import { drive, watchRejections, type WorldEvent } from './drive';
import { buildOptions } from './hooks';
import { Labels } from './labels';
import { addLayer } from './layers';
import { PENDING } from './pending';
import { chanceAt, EPOCH, type Program } from './program';
import * as say from './trace';

/** What happened in a run. */
export interface Recording {
  /** Of each call: what it did, in order. */
  readonly traces: readonly (readonly string[])[];
  /** What has been left behind, and ought not to be. */
  readonly leftovers: readonly string[];
}

/** The call that the code under way serves. One for all runs: each one that has been made costs every promise. */
const current = new AsyncLocalStorage<number>();

/** What the parts of a run share. */
export class Run {
  readonly labels = new Labels();
  readonly clock: Clock;
  readonly traces: string[][];
  /** How many times the event loop has turned. */
  turn = 0;
  /** Of each call: the turn in which it was last sent, and whether a token refresh had been there. */
  private readonly lastSent = new Map<number, { readonly turn: number; readonly isRefreshed: boolean }>();
  readonly leftovers: string[] = [];
  /** Timers of hooks, adapter and guards, which are not the plugin's. */
  readonly ownTimers = new Set<object>();
  private readonly counts = new Map<string, number>();
  private readonly warnings = new Map<string, number>();
  private readonly numbers = new Map<number, number>();

  constructor(readonly program: Program) {
    this.clock = new Clock(() => chanceAt(program.seed, this.clock.now));
    this.clock.wall = EPOCH;
    this.traces = program.calls.map(() => []);
  }

  /** The call on whose behalf this code runs. */
  get callIndex(): number {
    return current.getStore() ?? -1;
  }

  asCall<T>(index: number, work: () => T): T {
    return current.run(index, work);
  }

  write(text: string): void {
    const trace = this.traces[this.callIndex];
    if (trace) trace.push(say.at(this.clock.now, text));
    else this.leftovers.push(`outside of any call: ${text}`);
  }

  /** Notes that the current call has been sent. A token refresh may send it again at once, the plugin may not. */
  noteTurn(isRefreshed: boolean): void {
    const last = this.lastSent.get(this.callIndex);
    if (!PENDING.has('turn') && last?.turn === this.turn && last.isRefreshed === isRefreshed)
      this.leftovers.push(`call ${this.callIndex}: a retry without a turn of the event loop`);
    this.lastSent.set(this.callIndex, { turn: this.turn, isRefreshed });
  }

  /** Notes what is said once for an installation, whichever of its calls comes first. */
  noteWarning(message: string): void {
    const count = (this.warnings.get(message) ?? 0) + 1;
    this.warnings.set(message, count);
    const most = this.program.layers.filter(({ type }) => type === 'install').length;
    if (count > most) this.leftovers.push(`said ${count} times: ${message}`);
  }

  /** Notes the number in an event: no two calls have the same. */
  noteCall(number: number): void {
    const owner = this.numbers.get(number) ?? this.callIndex;
    this.numbers.set(number, owner);
    if (owner !== this.callIndex)
      this.leftovers.push(`call ${this.callIndex} has the number of call ${owner}`);
  }

  /** Notes a line that counts retries which a pacer has held back: at most one a minute. */
  noteHold({ skipped, elapsed }: HoldEvent, before: number): void {
    if (this.clock.now - before < 60_000) this.leftovers.push(`held back, said again after ${before}`);
    if (skipped < 1 || elapsed < 0) this.leftovers.push(`${skipped} held back within ${elapsed}`);
  }

  /** How often the current call has come by here. */
  count(name: string): number {
    const key = `${this.callIndex} ${name}`;
    const count = this.counts.get(key) ?? 0;
    this.counts.set(key, count + 1);
    return count;
  }

  /** A timer that is not the plugin's. */
  after(delay: number, work: () => void): () => void {
    const index = this.callIndex;
    const timer = this.clock.set(delay, () => {
      this.ownTimers.delete(timer);
      this.asCall(index, work);
    });
    this.ownTimers.add(timer);
    return () => {
      this.ownTimers.delete(timer);
      this.clock.clear(timer);
    };
  }
}

/** Runs a program against the plugin on a real axios, in fake time. */
export async function run(program: Program): Promise<Recording> {
  const world = new Run(program);
  const { clock, leftovers } = world;
  const onUnhandled = (reason: unknown): void => {
    leftovers.push(`unhandled rejection: ${world.labels.of(reason)}`);
  };
  const { warn, info } = console;
  console.info = (message: string) => {
    world.write(message.includes(' recovered after ') ? 'console: recovered' : message);
  };
  console.warn = (message: string) => {
    const type = / Retry \d+ of /.test(message)
      ? 'retry'
      : message.includes(' Gave up after ')
        ? 'giveUp'
        : 'warning';
    if (message.startsWith('The pacer held back ')) return;
    if (type === 'warning' && !message.includes(' threw ')) world.noteWarning(message);
    else world.write(`console: ${type}`);
  };
  try {
    await watchRejections(onUnhandled, () => play(world));
  } finally {
    Object.assign(console, { warn, info });
    clock.restore();
  }
  return { traces: world.traces, leftovers };
}

const defaultTransforms = [axios.defaults.transformRequest ?? []].flat();

const addInPlace = (data: unknown): unknown => {
  if (typeof data === 'object' && data) (data as { n: number }).n += say.ADDED;
  return data;
};

async function play(world: Run): Promise<void> {
  const { program, clock, leftovers, labels } = world;
  const client = axios.create({
    baseURL: say.BASE,
    adapter: scriptedAdapter(world),
    ...(program.transforms ? { transformRequest: [addInPlace, ...defaultTransforms] } : {}),
    transitional: { clarifyTimeoutError: program.clarifyTimeoutError },
  });
  const installations: RetryInstallation[] = [];
  for (const [index, layer] of program.layers.entries()) {
    if (layer.type === 'install') installations.push(axiosRetry(client, buildOptions(world, layer.options)));
    else addLayer(world, client, layer, index);
  }

  let unsettled = program.calls.length;
  const ended: number[] = [];
  const cancellations = cancellationsOf(program);
  const begin = (index: number): void => {
    const spec = program.calls[index]!;
    const { signal, token } = cancellations[index]!;
    const config: AxiosRequestConfig = {
      url: '/x',
      method: spec.method,
      headers: { 'x-call': String(index), ...(spec.hasKey ? { 'Idempotency-Key': 'k' } : {}) },
      ...(say.hasBody(spec.method) ? { data: { n: 1 } } : {}),
      ...(spec.timeout ? { timeout: spec.timeout } : {}),
      ...(spec.overrides ? { 'axios-retry': buildOptions(world, spec.overrides) } : {}),
      ...(signal ? { signal } : {}),
      ...(token ? { cancelToken: token } : {}),
    };
    if (spec.cancel && spec.cancel.at < spec.at) cancellations[index]?.cancel();
    const end = (text: string, outcome: unknown): void => {
      unsettled--;
      ended.push(index);
      world.write(text);
      world.traces[index]!.push(say.state(getRetryState(outcome)));
    };
    world.asCall(index, () => {
      client.request(config).then(
        (value: unknown) => {
          end(say.resolved(labels.of(value)), value);
        },
        (error: unknown) => {
          end(say.rejected(labels.of(error)), error);
        },
      );
    });
  };
  const events: WorldEvent[] = [
    ...program.calls.map(({ at }, index) => ({
      at,
      work: () => {
        begin(index);
      },
    })),
    ...program.calls.flatMap(({ at, cancel }, index) =>
      cancel && cancel.at >= at ? [{ at: cancel.at, work: () => cancellations[index]?.cancel() }] : [],
    ),
    ...(program.eject ? [{ at: program.eject.at, work: () => installations.at(-1)?.eject() }] : []),
    ...program.jumps.map(({ at, by }) => ({ at, work: () => void (clock.wall += by) })),
  ];

  await drive(clock, events, () => {
    world.turn++;
    // A later cancellation would take listeners off, so they are counted when a call has just ended.
    for (const index of ended.splice(0)) {
      const isShared = program.calls[index]?.cancel?.isShared && unsettled > 0;
      const count = isShared ? 0 : (cancellations[index]?.listeners() ?? 0);
      if (count) leftovers.push(`call ${index}: ${count} listeners for its cancellation`);
    }
    const timers = unsettled === 0 ? clock.count - world.ownTimers.size : 0;
    if (timers > 0) leftovers.push(`${timers} timers`);
    return timers <= 0;
  });
  if (unsettled) leftovers.push(`${unsettled} calls that never end`);
}
