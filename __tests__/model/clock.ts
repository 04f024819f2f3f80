/** A timer that has been set. */
interface Timer {
  readonly due: number;
  readonly onEnd: () => void;
}

/**
 * Fake time that can say which timer is next. At equal times the order is that of the setting, and a fraction of a
 * millisecond is not cut off: a wait that is a little too short gets noticed.
 */
export class Clock {
  now = 0;
  /** How far the wall clock is ahead of the program's time. */
  wall = 0;
  private readonly timers = new Set<Timer>();
  private readonly undo: (() => void)[] = [];

  constructor(random: () => number) {
    const scope = globalThis as { setTimeout: unknown; clearTimeout: unknown };
    this.replace(scope, 'setTimeout', (onEnd: (...args: unknown[]) => void, delay = 0, ...args: unknown[]) =>
      // As Node does it with what is no signed 32-bit integer.
      this.set(delay > 2 ** 31 - 1 ? 1 : delay, () => {
        onEnd(...args);
      }),
    );
    this.replace(scope, 'clearTimeout', (timer: Timer) => this.timers.delete(timer));
    this.replace(performance, 'now', () => this.now);
    this.replace(Date, 'now', () => this.wall + this.now);
    this.replace(Math, 'random', random);
  }

  private replace<T extends object>(owner: T, name: keyof T, value: unknown): void {
    const before: unknown = Object.getOwnPropertyDescriptor(owner, name)
      ? owner[name]
      : Reflect.deleteProperty.bind(undefined, owner, name);
    const wasOwn = Object.getOwnPropertyDescriptor(owner, name) !== undefined;
    Reflect.set(owner, name, value);
    this.undo.push(() => {
      if (wasOwn) Reflect.set(owner, name, before);
      else Reflect.deleteProperty(owner, name);
    });
  }

  set(delay: number, onEnd: () => void): Timer {
    const timer = { due: this.now + Math.max(0, delay), onEnd };
    this.timers.add(timer);
    return timer;
  }

  clear(timer: Timer): void {
    this.timers.delete(timer);
  }

  get count(): number {
    return this.timers.size;
  }

  /** The timer that fires next, if it is due by `until`. */
  next(until = Infinity): Timer | undefined {
    let next: Timer | undefined;
    for (const timer of this.timers) {
      if (timer.due <= until && (!next || timer.due < next.due)) next = timer;
    }
    return next;
  }

  fire(timer: Timer): void {
    this.timers.delete(timer);
    this.now = timer.due;
    timer.onEnd();
  }

  restore(): void {
    for (const undo of this.undo) undo();
  }
}
