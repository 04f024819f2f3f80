import type { Colors } from 'picocolors/types';
import { attemptsTable } from './attempts-table';
import { paceOf, type Run } from './client';
import { describeFailure, statusText } from '../shared/flaky-server';
import type { DemoOptions } from './options';
import { describeReason } from '../shared/reasons';
import { count, duration } from '../shared/text';

/** What is about to be done. */
export function heading(url: string, options: DemoOptions, colors: Colors): string {
  const { failures, retries, seed, mode } = options;
  const { initialDelay, maxDelay, timeout } = paceOf(options);
  const patience = mode === 'hang' ? `, ${duration(timeout)} timeout` : '';
  const failing = `${describeFailure(options)} for the first ${failures === 1 ? 'request' : `${failures} requests`}, then `;
  return [
    `${colors.bold('Server')}  ${url}, ${failures > 0 ? failing : ''}${statusText(200)}`,
    `${colors.bold('Client')}  up to ${count(retries, 'retry', 'retries')}, ` +
      `first wait up to ${duration(initialDelay)}, doubling to ${duration(maxDelay)}, seed ${seed}${patience}`,
    '',
    '',
  ].join('\n');
}

function conclusion({ ok, reason, attempts }: Run, colors: Colors): string {
  const after = `after ${count(attempts.length, 'attempt')}`;
  if (ok) return colors.green(`Succeeded ${after}.`);
  if (reason === 'cancelled') return colors.yellow(`Cancelled ${after}.`);
  const why = reason ? `: ${describeReason(reason)}` : '';
  return colors.red(`Gave up ${after}${why}.`);
}

/** How it went: the attempts, the totals and the end. */
export function summary(run: Run, serverCalls: number, colors: Colors): string {
  const { attempts, elapsed } = run;
  const waited = attempts.reduce((sum, { wait }) => sum + wait, 0);
  return [
    '',
    attemptsTable(attempts, colors),
    '',
    `Attempts        ${attempts.length}`,
    `Server counted  ${count(serverCalls, 'request')}`,
    `Total time      ${duration(elapsed)}, of which ${duration(waited)} waiting`,
    '',
    conclusion(run, colors),
    '',
  ].join('\n');
}

const rounded = (_key: string, value: unknown): unknown =>
  typeof value === 'number' ? Number(value.toFixed(3)) : value;

/** The same as one JSON document. All times are in milliseconds. */
export function jsonReport(run: Run, serverCalls: number, url: string, options: DemoOptions): string {
  const { ok, reason, attempts, elapsed } = run;
  const { failures, mode, status, retryAfter, retries, seed, realTime } = options;
  const document = {
    ok,
    reason,
    totals: { attempts: attempts.length, elapsed, serverCalls },
    attempts,
    url,
    options: { failures, mode, status, retryAfter, retries, seed, realTime },
  };
  return `${JSON.stringify(document, rounded, 2)}\n`;
}
