import { getEventListeners, type EventEmitter } from 'node:events';
import type { Agent } from 'node:http';
import type { Socket } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import type { CancelTokenSource } from 'axios';
import { heapUsed } from '../shared/heap';

/** What a process holds at one moment: each a number that must not grow. */
export type Counts = Readonly<Record<string, number>>;

export interface Sample {
  readonly counts: Counts;
  /** In bytes, after all garbage has been collected. */
  readonly heap: number;
  readonly buffers: number;
}

type Set_ = typeof globalThis.setTimeout;

/**
 * Watches the timers that anyone but Node itself sets from now on, also those that do not keep the process alive.
 *
 * @returns a function that says how many have neither fired nor been cleared.
 */
export function watchTimers(): () => number {
  const live = new Set<unknown>();
  const { setTimeout: set, clearTimeout: clear } = globalThis;
  const watchedSet = (
    callback: (...args: unknown[]) => void,
    delay?: number,
    ...args: unknown[]
  ): NodeJS.Timeout => {
    const timer = set(() => {
      live.delete(timer);
      callback(...args);
    }, delay);
    live.add(timer);
    return timer;
  };
  globalThis.setTimeout = Object.assign(watchedSet, set) as Set_;
  globalThis.clearTimeout = (timer) => {
    live.delete(timer);
    clear(timer);
  };
  return () => live.size;
}

/** Counts what should never happen from now on. */
export function watchFaults(): { readonly warnings: () => number; readonly rejections: () => number } {
  let warnings = 0;
  let rejections = 0;
  process.on('warning', () => warnings++);
  process.on('unhandledRejection', () => rejections++);
  return { warnings: () => warnings, rejections: () => rejections };
}

const listenersOf = (emitter: Pick<EventEmitter, 'eventNames' | 'listenerCount'>): number =>
  emitter.eventNames().reduce((sum, name) => sum + emitter.listenerCount(name), 0);

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

/** The most listeners that a connection has which is kept alive and not in use. */
export const listenersOfIdle = (agents: readonly Agent[]): number =>
  Math.max(0, ...agents.flatMap(({ freeSockets }) => idleOf(freeSockets)).map(listenersOf));

const idleOf = (sockets: NodeJS.ReadOnlyDict<Socket[]>): Socket[] =>
  Object.values(sockets).flatMap((list = []) => list);

const queuedIn = ({ sockets, freeSockets, requests }: Agent): number =>
  [sockets, freeSockets, requests].flatMap((lists) =>
    Object.values<readonly unknown[] | undefined>(lists).flat(),
  ).length;

export const activeSockets = (): number =>
  process.getActiveResourcesInfo().filter((name) => name.startsWith('TCP')).length;

/** What all calls share. */
export interface Shared {
  readonly agents: readonly Agent[];
  readonly signal: AbortSignal;
  readonly token: CancelTokenSource['token'];
}

/** What the process holds of what calls share. */
export function countHeld({ agents, signal, token }: Shared): Counts {
  const { _listeners } = token as unknown as { readonly _listeners?: readonly unknown[] | null };
  const resources = process.getActiveResourcesInfo();
  return {
    'other active resources': resources.length - activeSockets(),
    'sockets and requests of the agents': sum(agents.map(queuedIn)),
    'listeners on the signal': getEventListeners(signal, 'abort').length,
    'listeners on the token': _listeners?.length ?? 0,
    'listeners on the process': listenersOf(process),
    'listeners on the agents': sum(agents.map(listenersOf)),
  };
}

/** The memory that is in use, in bytes. What is finalized in one turn may free more in the next. */
export async function memory(): Promise<Pick<Sample, 'heap' | 'buffers'>> {
  for (let round = 0; round < 3; round++) {
    await turn();
    heapUsed();
  }
  const heap = heapUsed();
  return { heap, buffers: process.memoryUsage().external };
}
