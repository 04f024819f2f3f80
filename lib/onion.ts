import type { ErrorClass } from './axios-error';
import type { AttemptConfig, AxiosLike } from './types';

/** One interceptor as axios keeps it. */
type Handler = object;

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
  create?(): Sibling;
  constructor: new (defaults: object) => Sibling;
}

const handlersOf = (list: unknown): Handler[] => {
  const handlers: Handler[] = [];
  (list as HandlerList).forEach((handler) => handlers.push(handler));
  return handlers;
};

/**
 * One installation on one instance: where it sits in the stack of interceptors, and the way to send an attempt
 * through what lies further in.
 *
 * axios itself does the sending, with its own transforms, adapters and cancellation: a sibling of the instance
 * gets the config, which is complete by then, and so it has no defaults, and of interceptors only those that lie
 * between the plugin and the adapter.
 */
export class Onion {
  canceledClass: Promise<ErrorClass> | undefined;
  private sibling: Sibling | undefined;
  // What was there before the plugin. Kept as objects, not as places, so that it holds after any eject().
  private readonly earlier: readonly Handler[];
  private own: Handler | undefined;

  constructor(readonly instance: AxiosLike) {
    const { request, response } = instance.interceptors;
    this.earlier = [...handlersOf(request), ...handlersOf(response)];
  }

  /** To be called when the plugin's own interceptors have been registered, which come last then. */
  installed(): void {
    [this.own] = handlersOf(this.instance.interceptors.request).slice(-1);
  }

  /** Whether an interceptor may lie further in, and change the config. */
  hasInner({ transitional }: AttemptConfig): boolean {
    return this.earlier.length > 0 || transitional?.legacyInterceptorReqResOrdering === false;
  }

  /** Sends an attempt through the inner interceptors and the adapter. */
  send(config: AttemptConfig): Promise<unknown> {
    const { request, response } = this.instance.interceptors;
    const isEarlier = (handler: Handler): boolean => this.earlier.includes(handler);
    // axios runs the last registered first, unless this is set: then what came after the plugin lies further in.
    const isInner =
      config.transitional?.legacyInterceptorReqResOrdering === false
        ? (handler: Handler): boolean => !isEarlier(handler) && handler !== this.own
        : isEarlier;
    return this.dispatch(config, handlersOf(request).filter(isInner), handlersOf(response).filter(isEarlier));
  }

  /**
   * Sends a config to axios' dispatcher, through no interceptors but the given ones. For a config whose signal has
   * been aborted, that is how to come by axios' own `CanceledError`, which it throws before it sends anything.
   */
  dispatch(config: AttemptConfig, request: Handler[] = [], response: Handler[] = []): Promise<unknown> {
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
        let next = maker as Partial<SiblingMaker> | null;
        next?.request;
        next = Object.getPrototypeOf(next) as Partial<SiblingMaker> | null
      ) {
        maker = next as SiblingMaker;
      }
      this.sibling = maker.create?.() ?? new maker.constructor({});
      const { defaults } = this.sibling;
      for (const key of Object.keys(defaults)) Reflect.deleteProperty(defaults, key);
    }
    return this.sibling;
  }
}
