import type { AttemptConfig, AxiosLike } from './types';

/** One interceptor as axios keeps it. */
type Handler = object;

/** The parts of an interceptor manager that are on every version of axios, though not in its types. */
interface HandlerList {
  forEach(visit: (handler: Handler) => void): void;
}

/** The parts of an axios instance that make and use the sibling. */
interface Sibling {
  readonly defaults: Record<string, unknown>;
  readonly interceptors: { readonly request: HandlerList; readonly response: HandlerList };
  request(config: AttemptConfig): Promise<unknown>;
  getUri(config: AttemptConfig): string;
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
export class Plugin {
  #sibling: Sibling | undefined;
  // What was there before the plugin. Kept as objects, not as places, so that it holds after any eject().
  readonly #earlierRequest: ReadonlySet<Handler>;
  readonly #earlierResponse: ReadonlySet<Handler>;
  #ownRequest: Handler | undefined;

  constructor(readonly instance: AxiosLike) {
    this.#earlierRequest = new Set(handlersOf(instance.interceptors.request));
    this.#earlierResponse = new Set(handlersOf(instance.interceptors.response));
  }

  /** To be called when the plugin's own interceptors have been registered, which come last then. */
  installed(): void {
    this.#ownRequest = handlersOf(this.instance.interceptors.request).at(-1);
  }

  /** Sends an attempt through the inner interceptors and the adapter. */
  send(config: AttemptConfig): Promise<unknown> {
    return this.#request(config, this.#innerRequest(config), this.#innerResponse());
  }

  /**
   * Sends a config straight to axios' dispatcher, past all interceptors. For one whose signal has been aborted,
   * that is how to come by axios' own `CanceledError`: the dispatcher throws it before it sends anything.
   */
  dispatch(config: AttemptConfig): Promise<unknown> {
    return this.#request(config, [], []);
  }

  /** The address as axios puts it together, without the query that `params` would add. */
  addressOf({ baseURL, url, allowAbsoluteUrls }: AttemptConfig): string {
    return this.#getSibling().getUri({ baseURL, url, allowAbsoluteUrls });
  }

  #request(config: AttemptConfig, request: Handler[], response: Handler[]): Promise<unknown> {
    const sibling = this.#getSibling();
    // axios walks both lists before request() returns, so they hold for this config alone.
    sibling.interceptors.request.forEach = (visit) => {
      request.forEach(visit);
    };
    sibling.interceptors.response.forEach = (visit) => {
      response.forEach(visit);
    };
    return sibling.request(config);
  }

  #innerRequest({ transitional }: AttemptConfig): Handler[] {
    const handlers = handlersOf(this.instance.interceptors.request);
    // axios runs the last registered first, unless this is set: then what came after the plugin lies further in.
    return transitional?.legacyInterceptorReqResOrdering === false
      ? handlers.filter((handler) => !this.#earlierRequest.has(handler) && handler !== this.#ownRequest)
      : handlers.filter((handler) => this.#earlierRequest.has(handler));
  }

  #innerResponse(): Handler[] {
    return handlersOf(this.instance.interceptors.response).filter((handler) =>
      this.#earlierResponse.has(handler),
    );
  }

  #getSibling(): Sibling {
    if (this.#sibling) return this.#sibling;
    const maker = this.instance as SiblingMaker;
    const sibling = maker.create ? maker.create() : new maker.constructor({});
    for (const key of Object.keys(sibling.defaults)) Reflect.deleteProperty(sibling.defaults, key);
    this.#sibling = sibling;
    return sibling;
  }
}
