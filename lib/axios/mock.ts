import { isFunction } from '../checks/check';
import { member } from '../checks/member';
import { NAMESPACE } from './namespace';
import type { AttemptConfig } from './types';
import type { AxiosLike } from '../types';

/**
 * Replaces `AxiosError`, which a mock of axios need not have, for the errors that the plugin asks axios to
 * make.
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

/** Like axios' own: the first argument is the message, `null` for the default one. */
class MockCanceledError extends MockError {
  readonly __CANCEL__ = true;

  constructor(message: string | null, config: unknown) {
    super(message ?? 'canceled', 'ERR_CANCELED', config);
  }
}

/**
 * Sends attempts through a mock of axios: an instance that does not list the interceptors it runs, if it runs
 * any. Inner and outer interceptors can't be told apart, and no sibling can be made without the outer ones.
 * So each attempt goes through the mock's own `request()` and all interceptors, and the plugin's own ignore
 * it.
 */
export class Mock {
  isEjected = false;
  private isSending = false;
  /** The marks of the attempts in progress: some mocks run interceptors later, or on another config. */
  private readonly marks = new Set<unknown>();

  constructor(private readonly instance: AxiosLike) {}

  /** Whether the plugin ignores a config: it begins no call, and its outcome is not judged. */
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

  /** Rejects as axios does for a cancelled config. */
  cancel(config: AttemptConfig): Promise<never> {
    const error: unknown = config.cancelToken?.reason ?? new MockCanceledError(null, config);
    // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- the reason may be anything
    return Promise.reject(error);
  }
}
