import type { AxiosError, AxiosRequestConfig } from 'axios';
import {
  decorrelatedJitter,
  equalJitter,
  exponentialBackoff,
  fullJitter,
  noJitter,
  proportionalJitter,
  retryGuard,
  type GiveUpEvent,
  type LogEvent,
  type RetryDelay,
  type RetryGuard,
  type RetryOptions,
} from '../../lib';
import type { OwnRules } from '../../lib/options/guard-brand';
import type { BackoffSpec, Edit, GuardSpec, OptionsSpec, Pace, Script } from './program';
import { isScript } from './rules';
import type { Run } from './run';
import * as say from './trace';

const JITTERS = {
  full: fullJitter,
  equal: equalJitter,
  none: noJitter,
  decorrelated: decorrelatedJitter,
  proportional: proportionalJitter(),
};

const backoff = ({ jitter, ...figures }: BackoffSpec): RetryDelay =>
  exponentialBackoff({ ...figures, ...(jitter ? { jitter: JITTERS[jitter] } : {}) });

/** What a script says next to the current call: at once, later or never. */
function play<Value>(world: Run, name: string, script: Script<Value>, act?: (value: Value) => void): unknown {
  const { latency, value } = script[world.count(name) % script.length]!;
  const answer = (): unknown => {
    if (value === 'throw') throw world.labels.give(new Error(name), say.thrownBy(name));
    act?.(value);
    return value;
  };
  if (latency === 0) return answer();
  return new Promise((resolve, reject) => {
    if (latency === Infinity) return;
    world.after(latency, () => {
      try {
        resolve(answer());
      } catch (thrown) {
        // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- passed on as it was thrown
        reject(thrown);
      }
    });
  });
}

function edit(config: AxiosRequestConfig, what: Edit, retryCount: number): void {
  if (what === 'url') config.url = `${config.url ?? ''}/e${retryCount}`;
  if (what === 'header') {
    const headers = config.headers as Record<string, string>;
    headers['x-edits'] = `${headers['x-edits'] ?? ''}${retryCount}`;
  }
  if (what === 'body' && config.data !== undefined) config.data = { n: 100 + retryCount };
}

/** Takes secrets off an error for a log of the caller's: none of that may be sent. */
function redact({ config }: Partial<AxiosError>): void {
  // That of another request has none of axios' headers, and is nothing to look at here.
  if (typeof (config?.headers as { set?: unknown } | undefined)?.set !== 'function' || !config) return;
  config.url = '/redacted';
  config.data = 'redacted';
  config.headers.set('x-edits', 'redacted');
}

const eventText = (
  event: GiveUpEvent | Extract<LogEvent, { type: 'retry' | 'recovered' }>,
): say.EventText => ({
  ...event,
  url: event.url.replace(say.BASE, ''),
});

/** A line with all its figures. */
function lineOf(world: Run, event: LogEvent): string {
  if (event.type === 'retry') return say.retryLine(eventText(event), event).full;
  if (event.type === 'giveUp') return say.giveUpLine(eventText(event), event.reason).full;
  if (event.type === 'recovered') return say.recoveredLine(eventText(event)).full;
  return say.warning(world.labels.of(event.type === 'warning' ? event.thrown : undefined)).full;
}

function guard(world: Run, name: say.GuardName, spec: GuardSpec): RetryGuard {
  const rules: { -readonly [Name in keyof OwnRules]: OwnRules[Name] } = {
    attemptEnded: ({ isFirst, isUp }) => {
      world.write(say.attemptEnded(name, isFirst, isUp === undefined ? 'unknown' : isUp ? 'up' : 'down'));
    },
  };
  const { allows, wait, isSound } = spec;
  if (allows) {
    rules.allows = ({ retryCount }, stage) => {
      world.write(say.allows(name, stage, retryCount));
      return play(world, `${name}.allows`, allows) as boolean;
    };
  }
  if (wait && name === 'pacer') {
    rules.wait = ({ retryCount, delay, retryAfter }, wake) => {
      world.write(say.pacing(retryCount, delay, retryAfter));
      const pace: Pace = wait[world.count('pacer.wait') % wait.length]!;
      if (pace === 'throw') throw world.labels.give(new Error('wait'), say.thrownBy('pacer.wait'));
      if (pace === 'timer') return undefined as never;
      if (pace.after === 0) {
        wake(pace.isSent);
        return () => undefined;
      }
      return world.after(pace.after, () => {
        wake(pace.isSent);
      });
    };
  }
  if (isSound && name === 'pacer') {
    rules.isServerSound = () => {
      world.write(say.SOUND);
      const value = isSound[world.count('pacer.isServerSound') % isSound.length]!;
      if (value === 'throw') throw world.labels.give(new Error('sound'), say.thrownBy('pacer.isServerSound'));
      return value;
    };
  }
  return retryGuard(rules);
}

/** The options that a program describes; every function in them writes into the trace of the call that it serves. */
export function buildOptions(world: Run, spec: OptionsSpec): RetryOptions {
  const { labels } = world;
  const {
    retryDelay,
    retryCondition,
    renewData,
    validateResponse,
    onRetry,
    onMaxRetryTimesExceeded,
    onGiveUp,
    budget,
    pacer,
    log,
    ...figures
  } = spec;
  const options: { -readonly [Name in keyof RetryOptions]: RetryOptions[Name] } = { ...figures };
  // A token refresh sends the config of an error again.
  const isSentAgain = world.program.layers.some(
    (layer) => layer.type === 'response' && layer.kind === 'resend',
  );
  const tell = (name: say.HookName, args: string): void => {
    world.write(say.hook(name, args));
  };
  if (typeof retryDelay === 'number') options.retryDelay = retryDelay;
  else if (isScript(retryDelay)) {
    options.retryDelay = (count, error) => {
      tell('retryDelay', `${count} ${labels.of(error)}`);
      return play(world, 'retryDelay', retryDelay) as number;
    };
  } else if (retryDelay) options.retryDelay = backoff(retryDelay);
  if (retryCondition) {
    options.retryCondition = (error) => {
      tell('retryCondition', labels.of(error));
      if (!isSentAgain) redact(error);
      return play(world, 'retryCondition', retryCondition) as boolean;
    };
  }
  if (renewData) {
    options.renewData = () => {
      tell('renewData', '');
      return play(world, 'renewData', renewData);
    };
  }
  if (validateResponse !== undefined) {
    options.validateResponse =
      validateResponse &&
      ((response) => {
        tell('validateResponse', labels.of(response));
        return play(world, 'validateResponse', validateResponse) as boolean;
      });
  }
  if (onRetry) {
    options.onRetry = (count, error, config) => {
      tell('onRetry', `${count} ${labels.of(error)}`);
      return play(world, 'onRetry', onRetry, (what) => {
        edit(config, what, count);
      }) as undefined;
    };
  }
  if (onMaxRetryTimesExceeded) {
    options.onMaxRetryTimesExceeded = (error: AxiosError, count) => {
      tell('onMaxRetryTimesExceeded', `${labels.of(error)} ${count}`);
      return play(world, 'onMaxRetryTimesExceeded', onMaxRetryTimesExceeded) as undefined;
    };
  }
  if (onGiveUp) {
    options.onGiveUp = (event) => {
      world.noteCall(event.call);
      tell('onGiveUp', `${event.reason} ${say.failureEvent(eventText(event))}`);
      return play(world, 'onGiveUp', onGiveUp) as undefined;
    };
  }
  if (budget !== undefined) options.budget = budget && guard(world, 'budget', budget);
  if (pacer !== undefined) options.pacer = pacer && guard(world, 'pacer', pacer);
  if (log === 'off') options.log = false;
  else if (log) {
    // Each pacer counts for itself.
    const lastHolds = new Map<unknown, number>();
    options.log = (message, event) => {
      if (event.call !== undefined && event.type !== 'hold') world.noteCall(event.call);
      if (event.type === 'hold') {
        const own = world.program.calls[world.callIndex]?.overrides?.pacer;
        world.noteHold(event, lastHolds.get(own) ?? -Infinity);
        lastHolds.set(own, world.clock.now);
      } else if (event.type === 'warning' && event.thrown === undefined) world.noteWarning(message);
      else world.write(lineOf(world, event));
      if (log === 'throws') throw new Error('log');
      if (log === 'rejects') return Promise.reject(new Error('log')) as never;
    };
  }
  return options;
}
