import { isFunction } from '../checks/check';
import { member } from '../checks/member';
import { NAMESPACE } from './namespace';
import type { AttemptConfig } from './types';
import type { AxiosLike } from '../types';

/**
 * Stands in for `AxiosError`, which a mock of axios need not have, and makes the errors that axios makes where the
 * plugin asks it to.
 */
class MockError extends Error {
  readonly isAxiosError = true;

  constructor(
    message: string,
    readonly code: string,
    readonly config: unknown,
    readonly request?: unknown,
    readonly response?: unknown,
  ) {
    super(message);
  }
}

/** As axios' own, its first argument is the message, and `null` for the usual one. */
class MockCanceledError extends MockError {
  readonly __CANCEL__ = true;

  constructor(message: string | null, config: unknown) {
    super(message ?? 'canceled', 'ERR_CANCELED', config);
  }
}

/**
 * Sends attempts through a mock of axios: an instance that does not show the interceptors that it runs, if it runs
 * any. There is no telling the inner ones from the outer, nor a sibling without the outer: each attempt goes through
 * the mock's own `request()` and all of them, and the plugin's own let it by.
 */
export class Mock {
  isEjected = false;
  private isSending = false;
  /** The marks of the attempts under way: some mocks run the interceptors later, or on another config. */
  private readonly marks = new Set<unknown>();

  constructor(private readonly instance: AxiosLike) {}

  /** Whether a config that comes by is none to begin a call with, nor its outcome one to judge. */
  letsBy(config: AttemptConfig | undefined): boolean {
    return this.isSending || this.marks.has(member(config, NAMESPACE)) || !isFunction(this.instance.request);
  }

  async send(config: AttemptConfig): Promise<unknown> {
    const mark = config[NAMESPACE];
    this.marks.add(mark);
    try {
      this.isSending = true;
      const sent = this.instance.request(config as never);
      this.isSending = false;
      return await sent;
    } finally {
      this.isSending = false;
      this.marks.delete(mark);
    }
  }

  /** What axios does with a config whose caller has given the call up. */
  cancel(config: AttemptConfig): Promise<never> {
    const error: unknown = config.cancelToken?.reason ?? new MockCanceledError(null, config);
    // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- the reason may be anything
    return Promise.reject(error);
  }
}
