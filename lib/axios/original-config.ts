import { bare, member } from '../checks/member';
import { copyConfig, copyVolatile } from './copy-config';
import { headerOf } from './headers';
import { becomesText, keepBoundary, keepJsonType, parsed, withType } from './request-body';
import { NAMESPACE } from './namespace';
import type { AttemptConfig } from './types';

const NOTHING: AttemptConfig = Object.freeze(bare());

/**
 * A request's config as it first reached the plugin: the starting point of each attempt. It is copied only as
 * far as something may change it before the first attempt has failed; most calls never get there.
 */
export class OriginalConfig {
  private copy: AttemptConfig;
  /** If `copy` is partial: the config that has the other members. */
  private rest: AttemptConfig | undefined;
  /** Whether the text that axios makes of the body serves as its copy. */
  private readonly isText: boolean;
  /** That text and its content type, once known. */
  private text: { readonly body: string; readonly type: string } | undefined = undefined;

  /**
   * @param hasInner whether an inner interceptor may change the config.
   * @param isWhole whether a full copy is needed, because an inner interceptor or the plugin may change any
   * member.
   */
  constructor(config: AttemptConfig, hasInner: boolean, isWhole = hasInner) {
    this.isText = !hasInner && becomesText(config);
    this.copy = isWhole
      ? copyConfig(config, this.isText)
      : (copyVolatile(config, this.isText) as AttemptConfig);
    this.rest = isWhole ? undefined : config;
  }

  /** Read-only. Empty once the call has ended. */
  get config(): AttemptConfig {
    return this.rest ?? this.copy;
  }

  /**
   * Copies the members that have not been copied yet.
   *
   * @param sent the config of the attempt that failed, if known.
   */
  complete(sent: AttemptConfig | undefined): void {
    if (this.rest) this.copy = Object.assign(copyConfig(this.rest, this.isText), this.copy);
    this.rest = undefined;
    // The mark of the first attempt is obsolete: each attempt gets its own.
    this.copy[NAMESPACE] = undefined;
    if (!sent) return;
    keepBoundary(this.copy, sent);
    const body = member(sent, 'data');
    if (this.isText && typeof this.copy.data !== 'string' && typeof body === 'string') {
      this.copy.data = body;
      this.text = { body, type: headerOf(sent.headers, 'content-type') };
    }
  }

  /** A copy for the next attempt. */
  forAttempt(): AttemptConfig {
    const config = copyConfig(this.copy);
    const { text } = this;
    if (text && config.data === text.body) config.headers = withType(config.headers, text.type);
    return config;
  }

  /** A copy for a hook, with the body as the caller gave it. */
  forHook(): AttemptConfig {
    const config = copyConfig(this.copy);
    const { text } = this;
    if (text && config.data === text.body) config.data = parsed(text.body);
    return config;
  }

  /** Replaces the config with what a hook has made of it. */
  replace(config: AttemptConfig, sent: AttemptConfig | undefined): void {
    const wasText = typeof this.copy.data === 'string' && this.copy.data !== this.text?.body;
    this.copy = copyConfig(config);
    if (sent && !wasText) keepJsonType(this.copy, sent);
  }

  release(): void {
    this.copy = NOTHING;
    this.rest = undefined;
    this.text = undefined;
  }
}
