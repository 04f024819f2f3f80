import { drawBoundary } from '../axios/request-body';
import { member, safely } from '../checks/member';
import { NAMESPACE } from '../axios/namespace';
import { OriginalConfig } from '../axios/original-config';
import type { AttemptConfig } from '../axios/types';
import { NAMES } from '../options/rules';
import { limitsTime } from './deadline';
import type { Installation } from './installation';
import { isAxiosRetryState, otherPluginOf, stopRetryAxios } from './other-plugin';
import { Passage, type Attempt } from './passage';
import { attemptOf, Progress } from './progress';

/** Overrides under this name go over those at {@link NAMESPACE}, where axios-retry has its own. */
const OWN_NAME = 'axios-backoff';

/**
 * Opens the passage of a request: the first of a new call, or a nested one of the call that it comes from.
 *
 * @returns `undefined` if another installation handles the call.
 * @throws the HTTP error of the call, if another retry plugin re-sends it more often than allowed.
 */
export function enter(installation: Installation, config: AttemptConfig): Passage | undefined {
  const earlier = attemptOf(config);
  if (earlier && isLedByOther(installation, earlier)) return undefined;
  earlier?.restore(config);
  const overrides = overridesOf(config, earlier);
  const retriesBefore = refuseOtherPlugin(installation, config, earlier);
  if (earlier && earlier.passage.call.endedAt === undefined)
    return enterAgain(installation, config, earlier, overrides);

  drawBoundary(config);
  const options = installation.optionsFor(overrides, member(config, OWN_NAME));
  const hasInner = installation.onion.hasInner(config);
  // Without inner interceptors and limits, only axios itself changes the config.
  const original = new OriginalConfig(config, hasInner, hasInner || limitsTime(options));
  const passage = new Passage(installation, options, overrides, original);
  // A config sent again by hand starts afresh. One re-sent by another plugin does not.
  passage.call.retryCount = Math.min(retriesBefore, options.retries);
  return passage;
}

/** Whether another installation on this instance handles the call. Two must not multiply retries. */
function isLedByOther(installation: Installation, { passage }: Attempt): boolean {
  const { onion, options } = passage.installation;
  const isLed =
    onion !== installation.onion && onion.instance === installation.onion.instance && !passage.settled;
  if (isLed && NAMES.some((name) => member(options, name) !== member(installation.options, name))) {
    passage.installation.warnOnce(
      options,
      'axiosRetry() was called twice on one instance, with different options. Only one installation retries. Remove or eject() the other.',
    );
  }
  return isLed;
}

/**
 * Opens a nested passage for a request that an inner interceptor sends again. It counts as one of the call's
 * retries.
 */
function enterAgain(
  installation: Installation,
  config: AttemptConfig,
  earlier: Attempt,
  overrides: unknown,
): Passage {
  const { call, options, installation: own } = earlier.passage;
  call.retryCount = Math.min(call.retryCount + 1, options.retries);
  const ownOverrides = member(config, OWN_NAME);
  return new Passage(
    installation,
    own === installation && overrides === earlier.passage.overrides && ownOverrides === undefined
      ? options
      : installation.optionsFor(overrides, ownOverrides),
    overrides,
    new OriginalConfig(config, true),
    earlier,
  );
}

// A Proxy may throw when it is asked for its prototype.
const isProgress = (value: unknown): boolean => safely(() => value instanceof Progress) === true;

/**
 * The options of the request itself, without the state that the plugin or axios-retry has left in their
 * place.
 */
function overridesOf(config: AttemptConfig, earlier: Attempt | undefined): unknown {
  const given = member(config, NAMESPACE);
  if (given === undefined) return undefined;
  const isLeft = isProgress(given) || isAxiosRetryState(given);
  if (!earlier) return isLeft ? undefined : given;
  const { overrides, options } = earlier.passage;
  if (isLeft) return overrides;
  // A copy of what the plugin had left, perhaps with options added. Its numbers are none of them.
  const { retries, ...others } = given as Record<string, unknown>;
  const isChanged = retries !== options.retries;
  return { ...(overrides as object | undefined), ...others, ...(isChanged && { retries }) };
}

/**
 * Keeps another retry plugin from multiplying retries.
 *
 * @returns how many retries the call has had, those by the other plugin included; 0 if there is no other
 * plugin.
 */
function refuseOtherPlugin(
  installation: Installation,
  config: AttemptConfig,
  earlier: Attempt | undefined,
): number {
  const other = otherPluginOf(config);
  if (!other) return 0;
  installation.warnOnce(
    installation.options,
    `${other.name} retries the same requests. Remove it: axios-backoff replaces it.`,
  );
  if (!earlier || !other.isResend) return 0;
  const { call, options } = earlier.passage;
  if (call.retryCount >= options.retries) {
    const error = stopRetryAxios(config);
    // eslint-disable-next-line @typescript-eslint/only-throw-error -- an error of axios
    if (error) throw error;
  }
  return call.retryCount + 1;
}
