import { hasMethod, member } from '../checks/member';
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

/** The parts of an axios instance that the plugin needs of the sibling. */
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
  // Most mocks of axios lack this method.
  if (hasMethod(list, 'forEach')) (list as HandlerList).forEach((handler) => handlers.push(handler));
  return handlers;
};

/** Such a list itself, since a copy takes time. An ejected interceptor has left `null`. */
const placesOf = (list: unknown): readonly (Handler | null)[] => {
  const places = member(list, 'handlers');
  const isReal = hasMethod(list, 'forEach') && Array.isArray(places);
  return isReal ? (places as (Handler | null)[]) : handlersOf(list);
};

// The order in which the plugin first saw each interceptor. Keyed by object, not by index or id, so that it
// survives any eject(); and global, because one per installation would take quadratic space.
const order = new WeakMap<Handler, number>();
let seen = 0;

/**
 * Gives each interceptor of a list its order. A list grows only at its end, so the new ones come after the last that
 * has one: looking at all of them would make many installations take quadratic time.
 *
 * @returns whether there is any interceptor.
 */
function giveOrder(list: unknown): boolean {
  const places = placesOf(list);
  let start = places.length;
  for (; start > 0; start--) {
    const latest = places[start - 1];
    if (latest && order.has(latest)) break;
  }
  for (const handler of places.slice(start)) if (handler) order.set(handler, seen++);
  return places.some(Boolean);
}

/**
 * Whether interceptors registered after the plugin are inner. By default axios runs the last registered
 * first.
 */
const isReversed = (config: AttemptConfig): boolean =>
  member(member(config, 'transitional'), 'legacyInterceptorReqResOrdering') === false;

/**
 * One installation on one instance: its place in the interceptor stack, and the way to send an attempt
 * through the inner interceptors.
 *
 * axios itself sends the attempt, with its own transforms, adapters and cancellation, through a sibling of
 * the instance. The config is complete by then, so the sibling has no defaults, and of the interceptors it
 * has only those between the plugin and the adapter.
 */
export class Onion {
  canceledClass: Promise<ErrorClass> | undefined = undefined;
  private sibling: Sibling | undefined = undefined;
  /** Interceptors with a lower order were registered before the plugin. */
  private readonly place: number;
  private readonly isFirst: boolean;
  private own: Handler | undefined = undefined;
  private mock: Mock | undefined = undefined;

  constructor(readonly instance: AxiosLike) {
    const { request, response } = instance.interceptors;
    const [isRequested, isAnswered] = [giveOrder(request), giveOrder(response)];
    this.isFirst = !isRequested && !isAnswered;
    this.place = seen;
  }

  /** Called when the plugin's own interceptors have just been registered, and so are the last ones. */
  installed(): void {
    this.own = placesOf(this.instance.interceptors.request).slice(-1)[0] ?? undefined;
    // An instance that does not list the interceptor it was just given is a mock of axios.
    if (!this.own) this.mock = new Mock(this.instance);
  }

  /** Whether this is no mock, but an axios before 0.27, which has no `postForm`. */
  get isOutdated(): boolean {
    return !this.mock && !hasMethod(this.instance, 'postForm');
  }

  /** Called when the plugin's own interceptors have been ejected, which some mocks can't do. */
  ejected(): void {
    if (this.mock) this.mock.isEjected = true;
  }

  /**
   * Whether to ignore a config, because it is an attempt that the plugin itself sends through a mock of
   * axios.
   */
  letsBy(config: AttemptConfig | undefined): boolean {
    return this.mock?.letsBy(config) === true;
  }

  /** Whether a config must not begin a call: the same, or the plugin was ejected from a mock. */
  startsNone(config: AttemptConfig): boolean {
    return this.mock?.isEjected === true || this.letsBy(config);
  }

  /** Whether there may be an inner interceptor, which could change the config. */
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
   * Sends a config to axios' dispatcher, through the given interceptors only. For a config whose signal is
   * aborted, axios throws its own `CanceledError` before it sends anything; that is how to get one.
   */
  dispatch(config: AttemptConfig, request: Handler[] = [], response: Handler[] = []): Promise<unknown> {
    if (this.mock) return this.mock.cancel(config);
    const sibling = this.getSibling();
    // axios reads both lists before request() returns, so they hold for this config alone.
    Object.assign(sibling.interceptors, { request, response });
    return sibling.request(config);
  }

  private getSibling(): Sibling {
    if (!this.sibling) {
      let maker = this.instance as SiblingMaker;
      // The class of axios, not a subclass, whose constructor may require or do anything.
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
