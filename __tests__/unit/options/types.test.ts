import { compile } from '../../readme/compile';

// Each is code that a user writes. It is compiled with the strictest setting for optional members.
const RIGHT: Readonly<Record<string, string>> = {
  'options that are built up member by member': `
    const options: RetryOptions = {};
    options.retries = 3;
    options.statuses = [503];
    options.log = false;
    axiosRetry(client, options);`,
  'options that may be undefined': `
    const maybe = Math.random() > 0.5 ? 3 : undefined;
    axiosRetry(client, { retries: maybe, retryDelay: maybe, pacer: undefined, onRetry: undefined });
    void client.get('/', { 'axios-retry': undefined, 'axios-backoff': { retries: maybe } });
    void client.get('/', { 'axios-retry': { retries: maybe } });
    exponentialBackoff({ initialDelay: maybe, multiplier: maybe, maxDelay: maybe, jitter: undefined, random: undefined });
    retryBudget({ ratio: maybe, minPerSecond: maybe, window: maybe, key: undefined });
    retryPacer({ failures: maybe, probeDelay: maybe, maxProbeDelay: maybe, key: undefined });
    const holds = Math.random() > 0.5 ? true : undefined;
    retryPacer({ holdNewCalls: holds, maxHeld: maybe });
    retryGuard({ allows: undefined, allowsTimeout: maybe, wait: undefined, attemptEnded: undefined });`,
  'callbacks that know the body of an error': `
    interface MyError { readonly reason: string }
    axiosRetry(client, {
      retryCondition: (error: AxiosError<MyError>) => error.response?.data.reason === 'busy',
      retryDelay: (retryCount: number, error: AxiosError<MyError>) => (error.response?.data.reason ? retryCount : 0),
      onRetry: (_count: number, error: AxiosError<MyError>) => { console.log(error.response?.data.reason); },
      onMaxRetryTimesExceeded: (error: AxiosError<MyError>) => { console.log(error.response?.data.reason); },
      validateResponse: (response: AxiosResponse<MyError>) => response.data.reason === '',
    });`,
  'a variable with ranges of statuses': `
    const ranges = [[500, 599], [429, 429]];
    axiosRetry(client, { statuses: ranges });
    axiosRetry(client, { statuses: [408, ...ranges] });`,
  'an async validateResponse': `
    axiosRetry(client, { validateResponse: async (response) => Promise.resolve(response.status < 300) });`,
  'no retries for one request': `
    void client.get('/', { 'axios-backoff': false });`,
  'a log that tells what a pacer holds': `
    axiosRetry(client, {
      pacer: retryPacer({ holdNewCalls: true, maxHeld: Infinity }),
      log: (message, event) => {
        if (event.type !== 'hold') return;
        const { skipped, delay } = event;
        console.log(message, skipped + 1, delay === undefined ? 'retries' : delay.toFixed());
      },
    });`,
  'the state of a call, read through the options': `
    void client.get('/').then((response) => response.config['axios-retry']?.retryCount);`,
};

const WRONG: Readonly<Record<string, string>> = {
  'false where the state is': `void client.get('/', { 'axios-retry': false });`,
  'a factory that was not called': `axiosRetry(client, { pacer: retryPacer });`,
  'a text for a flag of a pacer': `retryPacer({ holdNewCalls: 'yes' });`,
  'a text for a duration': `axiosRetry(client, { maxElapsedTime: '30s' });`,
  'a callback that returns the wrong kind': `axiosRetry(client, { retryDelay: () => '1s' });`,
  'a callback for another error': `axiosRetry(client, { retryCondition: (error: RangeError & { n: 1 }) => true });`,
};

const IMPORTS = `
  import axios, { type AxiosError, type AxiosResponse } from 'axios';
  import { axiosRetry, exponentialBackoff, retryBudget, retryGuard, retryPacer, type RetryOptions } from 'axios-backoff';
  declare const client: ReturnType<typeof axios.create>;`;

const fileOf = (kind: string, index: number): string => `${kind}-${String(index)}`;
const filesOf = (kind: string, codes: Readonly<Record<string, string>>): [string, string][] =>
  Object.values(codes).map((code, index) => [
    fileOf(kind, index),
    `${IMPORTS}\nexport function example(): void {\n${code}\n  void [axiosRetry, client, exponentialBackoff, retryBudget, retryGuard, retryPacer]; type Used = [AxiosError, AxiosResponse, RetryOptions];\n}`,
  ]);

const { errors } = compile(new Map([...filesOf('right', RIGHT), ...filesOf('wrong', WRONG)]), {
  exactOptionalPropertyTypes: true,
});
const errorsOf = (file: string): string[] => errors.filter((error) => error.startsWith(`${file}.snippet.ts`));

it.each(Object.keys(RIGHT).map((name, index) => [name, index] as const))('takes %s', (_name, index) => {
  expect(errorsOf(fileOf('right', index))).toEqual([]);
});

it.each(Object.keys(WRONG).map((name, index) => [name, index] as const))('refuses %s', (_name, index) => {
  expect(errorsOf(fileOf('wrong', index))).toHaveLength(1);
});
