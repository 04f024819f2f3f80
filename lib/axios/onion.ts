import { isFunction } from '../checks/check';
import { member } from '../checks/member';
import { Mock } from './mock';
import type { ErrorClass } from './errors';
import type { AttemptConfig } from './types';
import type { AxiosLike } from '../types';

/** One interceptor as axios keeps it. */
type Handler = object;

/** A response interceptor that makes one kind of value of an answer and of a failure. */
export interface OutcomeMaker<T> extends Handler {
  readonly fulfilled: (answer: unknown) => T;
  readonly rejected: (error: unknown) => T;
}

/** The part of an interceptor manager that is on every version of axios, though not in its types. */
interface HandlerList {
  forEach(visit: (handler: Handler) => void): void;
}

/** The parts of an axios instance that make and use the sibling. */
interface Sibling {
  readonly defaults: object;
  readonly interceptors: { readonly request: HandlerList; readonly response: HandlerList };
  request(config: AttemptConfig): Promise<unknown>;
}

interface SiblingMaker extends AxiosLike {
  create(): Sibling;
  constructor: new (defaults: object) => Sibling;
}

const handlersOf = (list: unknown): Handler[] => {
  const handlers: Handler[] = [];
  // Most mocks of axios have no such method.
  if (isFunction(member(list, 'forEach'))) (list as HandlerList).forEach((handler) => handlers.push(handler));
  return handlers;
};

// In which order the plugin first saw each interceptor. Kept by the objects, not by their places or ids, so that it holds
// after any eject(); and once for all installations, whose number would otherwise be squared.
const order = new WeakMap<Handler, number>();
let seen = 0;

/** Whether what was registered after the plugin lies further in. By itself axios runs the last registered first. */
const isReversed = (config: AttemptConfig): boolean =>
  member(member(config, 'transitional'), 'legacyInterceptorReqResOrdering') === false;

/**
 * One installation on one instance: where it sits in the stack of interceptors, and the way to send an attempt
 * through what lies further in.
 *
 * axios itself does the sending, with its own transforms, adapters and cancellation: a sibling of the instance
 * gets the config, which is complete by then, and so it has no defaults, and of interceptors only those that lie
 * between the plugin and the adapter.
 */
export class Onion {
  canceledClass: Promise<ErrorClass> | undefined = undefined;
  private sibling: Sibling | undefined = undefined;
  /** Interceptors that were seen before that are earlier than the plugin. */
  private readonly place: number;
  private readonly isFirst: boolean;
  private own: Handler | undefined = undefined;
  private mock: Mock | undefined = undefined;

  constructor(readonly instance: AxiosLike) {
    const { request, response } = instance.interceptors;
    const earlier = [...handlersOf(request), ...handlersOf(response)];
    for (const handler of earlier) if (!order.has(handler)) order.set(handler, seen++);
    this.isFirst = earlier.length === 0;
    this.place = seen;
  }

  /** To be called when the plugin's own interceptors have been registered, which come last then. */
  installed(): void {
    [this.own] = handlersOf(this.instance.interceptors.request).slice(-1);
    // What doesn't show the interceptor that it has just been given is a mock of axios.
    if (!this.own) this.mock = new Mock(this.instance);
  }

  /** To be called when the plugin's own interceptors have been taken off, which some mocks can't do. */
  ejected(): void {
    if (this.mock) this.mock.isEjected = true;
  }

  /** Whether a config only passes, with the attempt that the plugin itself sends through a mock of axios. */
  letsBy(config: AttemptConfig | undefined): boolean {
    return this.mock?.letsBy(config) === true;
  }

  /** The same for a config that would begin a call. */
  startsNone(config: AttemptConfig): boolean {
    return this.mock?.isEjected === true || this.letsBy(config);
  }

  /** Whether an interceptor may lie further in, and change the config. */
  hasInner(config: AttemptConfig): boolean {
    return !this.isFirst || this.mock !== undefined || isReversed(config);
  }

  /**
   * Sends an attempt through the inner interceptors and the adapter. What comes of it is made an outcome inside axios
   * already: with each rejection that leaves `request()`, axios has the stack of the error written out, which takes
   * longer than all that the plugin does.
   */
  send<T>(config: AttemptConfig, maker: OutcomeMaker<T>): Promise<T> {
    if (this.mock) return this.mock.send(config).then(maker.fulfilled, maker.rejected);
    const { request, response } = this.instance.interceptors;
    const isEarlier = (handler: Handler): boolean => Number(order.get(handler)) < this.place;
    const isInner = isReversed(config)
      ? (handler: Handler): boolean => !isEarlier(handler) && handler !== this.own
      : isEarlier;
    const inner = handlersOf(response).filter(isEarlier);
    const sent = this.dispatch(config, handlersOf(request).filter(isInner), [...inner, maker]);
    // What a request interceptor throws may come by no response interceptor.
    return sent.catch(maker.rejected) as Promise<T>;
  }

  /**
   * Sends a config to axios' dispatcher, through no interceptors but the given ones. For a config whose signal has
   * been aborted, that is how to come by axios' own `CanceledError`, which it throws before it sends anything.
   */
  dispatch(config: AttemptConfig, request: Handler[] = [], response: Handler[] = []): Promise<unknown> {
    if (this.mock) return this.mock.cancel(config);
    const sibling = this.getSibling();
    // axios walks both lists before request() returns, so they hold for this config alone.
    Object.assign(sibling.interceptors, { request, response });
    return sibling.request(config);
  }

  private getSibling(): Sibling {
    if (!this.sibling) {
      let maker = this.instance as SiblingMaker;
      // The class of axios, and not one that extends it, whose constructor may want and do anything.
      for (
        let next = maker;
        member(next, 'request');
        next = Object.getPrototypeOf(next) as SiblingMaker // `null` at the end, which has no members
      ) {
        maker = next;
      }
      this.sibling = member(maker, 'create') ? maker.create() : new maker.constructor({});
      const { defaults } = this.sibling;
      for (const key of Object.keys(defaults)) Reflect.deleteProperty(defaults, key);
    }
    return this.sibling;
  }
}
