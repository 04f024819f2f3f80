import { stripVTControlCharacters } from 'node:util';
import pc from 'picocolors';
import type { Run } from '../../../demo/cli/client';
import type { DemoOptions } from '../../../demo/cli/options';
import { heading, jsonReport, summary } from '../../../demo/cli/report';
import { count, duration } from '../../../demo/shared/text';

const plain = pc.createColors(false);
const coloured = pc.createColors(true);

const options: DemoOptions = {
  failures: 10,
  mode: 'status',
  status: 503,
  retries: 10,
  seed: 7,
  realTime: false,
  json: false,
};

const run: Run = {
  ok: true,
  attempts: [
    {
      attempt: 1,
      ok: false,
      outcome: '503 Service Unavailable',
      status: 503,
      wait: 0,
      ceiling: 0,
      duration: 12.4,
    },
    { attempt: 2, ok: false, outcome: 'connection reset (ECONNRESET)', wait: 5, ceiling: 20, duration: 3 },
    { attempt: 3, ok: true, outcome: '200 OK', status: 200, wait: 1140.12345, ceiling: 1200 },
  ],
  elapsed: 1234.5678,
};

describe('the table', () => {
  it('shows each wait against its ceiling, then the totals and the end', () => {
    expect(summary(run, 3, plain)).toBe(`
#  wait before  ceiling              outcome                         took
1                                    503 Service Unavailable        12 ms
2         5 ms    20 ms  ███░░░░░░░  connection reset (ECONNRESET)   3 ms
3       1.14 s   1.20 s  ██████████  200 OK

Attempts        3
Server counted  3 requests
Total time      1.23 s, of which 1.15 s waiting

Succeeded after 3 attempts.
`);
  });

  it('is the same under its colours', () => {
    const text = summary(run, 3, coloured);
    expect(text).not.toBe(summary(run, 3, plain));
    expect(stripVTControlCharacters(text)).toBe(summary(run, 3, plain));
  });

  it('shows what the server asked for, where it did', () => {
    const [first, ...others] = run.attempts;
    const asked = { ...run, attempts: [first!, ...others.map((other) => ({ ...other, retryAfter: 1000 }))] };
    expect(summary(asked, 3, plain)).toContain('#  wait before   asked  ceiling ');
    expect(summary(asked, 3, plain)).toContain('3       1.14 s  1.00 s   1.20 s ');
  });

  it.each([
    ['retries', 'Gave up after 3 attempts: no retries left.'],
    [
      'maxRetryAfter',
      'Gave up after 3 attempts: the server asked for a longer wait than maxRetryAfter allows.',
    ],
    ['notRetryable', 'Gave up after 3 attempts: notRetryable.'],
    ['cancelled', 'Cancelled after 3 attempts.'],
  ] as const)('says why the call failed: %s', (reason, text) => {
    expect(summary({ ...run, ok: false, reason }, 3, plain)).toContain(`\n${text}\n`);
  });
});

describe('the heading', () => {
  it.each([
    [{}, '503 Service Unavailable for the first 10 requests, then 200 OK'],
    [{ failures: 1, mode: 'reset' }, 'a connection reset for the first request, then 200 OK'],
    [{ failures: 2, mode: 'hang' }, 'no answer for the first 2 requests, then 200 OK'],
    [{ failures: 0 }, '200 OK'],
    [{ retryAfter: 2 }, '503 Service Unavailable with Retry-After: 2 for the first 10 requests, then 200 OK'],
  ] as const)('says what the server does: %p', (given, text) => {
    expect(heading('http://127.0.0.1:1', { ...options, ...given }, plain).split('\n')[0]).toBe(
      `Server  http://127.0.0.1:1, ${text}`,
    );
  });

  it.each([
    [{}, 'up to 10 retries, first wait up to 20 ms, doubling to 1.20 s, seed 7'],
    [{ retries: 1, realTime: true }, 'up to 1 retry, first wait up to 1.00 s, doubling to 60.0 s, seed 7'],
    [
      { mode: 'hang' },
      'up to 10 retries, first wait up to 20 ms, doubling to 1.20 s, seed 7, 250 ms timeout',
    ],
  ] as const)('says what the client does: %p', (given, text) => {
    expect(heading('http://127.0.0.1:1', { ...options, ...given }, plain).split('\n')[1]).toBe(
      `Client  ${text}`,
    );
  });
});

describe('the JSON document', () => {
  it('holds the same figures, in milliseconds to the microsecond', () => {
    expect(JSON.parse(jsonReport(run, 3, 'http://127.0.0.1:1', options))).toEqual({
      ok: true,
      totals: { attempts: 3, elapsed: 1234.568, serverCalls: 3 },
      attempts: [...run.attempts.slice(0, 2), { ...run.attempts[2], wait: 1140.123 }],
      url: 'http://127.0.0.1:1',
      options: { failures: 10, mode: 'status', status: 503, retries: 10, seed: 7, realTime: false },
    });
  });
});

describe('lengths of time and counts', () => {
  it.each([
    [0, '0 ms'],
    [0.6, '1 ms'],
    [999.4, '999 ms'],
    [999.6, '1.00 s'],
    [1234, '1.23 s'],
    [60_000, '60.0 s'],
    [303_499, '303 s'],
  ])('%d ms is %s', (milliseconds, text) => {
    expect(duration(milliseconds)).toBe(text);
  });

  it('one is singular', () => {
    expect([count(0, 'call'), count(1, 'call'), count(2, 'retry', 'retries')]).toEqual([
      '0 calls',
      '1 call',
      '2 retries',
    ]);
  });
});
