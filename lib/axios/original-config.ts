import { keepBoundary } from './request-body';
import { copyConfig, copyVolatile } from './copy-config';
import { bare } from '../checks/member';
import type { AttemptConfig } from './types';

/**
 * A request's config as it first reached the plugin: what each attempt starts from. It is copied only as far as
 * something may change it before the first attempt has failed; most calls never get there.
 */
export class OriginalConfig {
  private copy: AttemptConfig;
  /** Where `copy` is not whole: the config that has the rest. */
  private rest: AttemptConfig | undefined;

  /** @param isWhole whether anything but axios itself may change the config. */
  constructor(config: AttemptConfig, isWhole: boolean) {
    this.copy = isWhole ? copyConfig(config) : copyVolatile(config);
    this.rest = isWhole ? undefined : config;
  }

  /** To be read only. Of a call that has ended nothing is left. */
  get config(): AttemptConfig {
    return this.rest ?? this.copy;
  }

  /**
   * Copies what has not been copied yet.
   *
   * @param sent the config of the attempt that failed, if it is known.
   */
  complete(sent: AttemptConfig | undefined): void {
    if (this.rest) this.replace(copyConfig(this.rest, this.copy));
    if (sent) keepBoundary(this.copy, sent);
  }

  /** Puts a config in its place, of which nobody else may keep a hold. */
  replace(config: AttemptConfig): void {
    this.copy = config;
    this.rest = undefined;
  }

  release(): void {
    this.replace(bare());
  }
}
