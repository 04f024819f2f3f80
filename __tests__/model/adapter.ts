import {
  AxiosError,
  AxiosHeaders,
  CanceledError,
  type AxiosResponse,
  type InternalAxiosRequestConfig,
} from 'axios';
import { ERRORS, type AnswerSpec } from './program';
import { retryAfterHeaders } from './retry-after-text';
import type { Run } from './run';
import * as say from './trace';

const DONE: AnswerSpec = { kind: 'status', status: 200, latency: 0 };

const whatIs = (answer: AnswerSpec): string | number =>
  answer.kind === 'error' ? answer.code : answer.kind === 'status' ? answer.status : answer.kind;

/** An adapter that answers as the program says, and minds timeout, signal and token as axios' own do. */
export const scriptedAdapter =
  (world: Run) =>
  (config: InternalAxiosRequestConfig): Promise<AxiosResponse> =>
    answer(world, world.program.calls[world.callIndex]!.answers, config);

/** What the plugin has put there, and not the caller's own options. */
const progressIn = ({ 'axios-retry': progress }: InternalAxiosRequestConfig): say.ProgressText | undefined =>
  progress?.lastRequestTime === undefined ? undefined : (progress as say.ProgressText);

function answer(
  world: Run,
  answers: readonly AnswerSpec[],
  config: InternalAxiosRequestConfig,
): Promise<AxiosResponse> {
  const { labels } = world;
  const { headers, method = '', url = '', data, timeout = 0, signal, cancelToken } = config;
  const text = (name: string): string => (headers.get(name) as string | undefined) ?? '';
  const number = world.count('send');
  world.noteTurn(headers.has('authorization'));
  world.write(
    say.sent({
      method,
      url,
      tags: text('x-tags'),
      edits: text('x-edits'),
      key: headers.has('idempotency-key'),
      isRefreshed: headers.has('authorization'),
      timeout,
      body: data as string | undefined,
      progress: progressIn(config),
    }),
  );
  const spec = answers[number] ?? DONE;
  const label = say.answer(number, whatIs(spec));
  const wall = Date.now();

  return new Promise((resolve, reject) => {
    let stopTimer = (): void => undefined;
    const abort = (reason?: unknown): void => {
      done();
      // axios' own adapters tell a token's reason from an event like this.
      reject(
        !reason || (reason as { type?: unknown }).type
          ? new CanceledError(undefined, config)
          : (reason as Error),
      );
    };
    const done = (): void => {
      stopTimer();
      cancelToken?.unsubscribe(abort);
      signal?.removeEventListener?.('abort', abort);
    };
    const fail = (
      message: string,
      code: string,
      own: string,
      response?: AxiosResponse,
      more?: object,
    ): void => {
      const error = new AxiosError(message, code, config, {}, response);
      reject(labels.give(Object.assign(error, more), own));
    };
    const respond = (status: number, more: Record<string, string> = {}): AxiosResponse => ({
      status,
      statusText: '',
      headers: new AxiosHeaders(more),
      config,
      data: labels.give({}, say.dataOf(label)),
    });
    const finish = (): void => {
      done();
      if (spec.kind === 'error') {
        const { message, ...more } = ERRORS[spec.code];
        fail(message, spec.code, label, undefined, 'syscall' in more ? { syscall: more.syscall } : {});
      } else if (spec.kind === 'status') {
        const { status, retryAfter } = spec;
        const response = labels.give(
          respond(status, retryAfter && retryAfterHeaders(retryAfter, wall)),
          label,
        );
        if (config.validateStatus?.(status)) resolve(response);
        else fail(`Request failed with status code ${status}`, 'ERR_BAD_RESPONSE', label, response);
      } else {
        const message = spec.kind === 'cutShort' ? 'stream has been aborted' : 'Unexpected token < in JSON';
        fail(message, 'ERR_BAD_RESPONSE', label, respond(200));
      }
    };
    cancelToken?.subscribe(abort);
    if (signal?.aborted) abort();
    else signal?.addEventListener?.('abort', abort);
    if (timeout > 0 && timeout <= spec.latency) {
      stopTimer = world.after(timeout, () => {
        done();
        const code = config.transitional?.clarifyTimeoutError ? 'ETIMEDOUT' : 'ECONNABORTED';
        fail(`timeout of ${timeout}ms exceeded`, code, say.timeout(number));
      });
    } else if (spec.latency === 0) finish();
    else if (spec.latency < Infinity) stopTimer = world.after(spec.latency, finish);
  });
}
