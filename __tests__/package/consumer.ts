// What a user of the package writes. The test replaces the imports of '../../lib' by each form of import of the
// packed package, then compiles the file under several compilers and runs it.
import axios from 'axios';
import type { LogEvent, RetryInstallation, RetryOptions, RetryState } from '../../lib';
import axiosRetry, { exponentialBackoff, getRetryState } from '../../lib';

export interface Report {
  readonly perRequest: number | undefined;
  readonly state: RetryState | undefined;
  readonly lines: readonly string[];
  readonly axiosObject: number | undefined;
  readonly staticAxios: number | undefined;
  readonly afterEject: unknown;
}

/** Calls a server that fails `/thrice` three times and any other address once. */
export async function run(baseURL: string): Promise<Report> {
  const lines: string[] = [];
  const log = (_message: string, event: LogEvent): void => {
    lines.push(event.type === 'retry' ? `retry ${String(event.status)}` : event.type);
  };
  const options: RetryOptions = { retries: 2, retryDelay: exponentialBackoff({ initialDelay: 2 }), log };

  const client = axios.create({ baseURL });
  const installation: RetryInstallation = axiosRetry(client, options);
  const response = await client.get('/thrice', { 'axios-retry': { retries: 5 } });

  const object = new axios.Axios({
    baseURL,
    adapter: axios.defaults.adapter,
    validateStatus: axios.defaults.validateStatus,
  });
  axiosRetry(object, { ...options, log: false });
  const fromObject = await object.get('/object');

  const onStatic = axiosRetry(axios, { ...options, log: false });
  const fromStatic = await axios.get(`${baseURL}/static`);
  onStatic.eject();

  installation.eject();
  const afterEject = await client.get('/ejected').catch((error: unknown) => error);

  return {
    perRequest: response.config['axios-retry']?.retryCount,
    state: getRetryState(response),
    lines,
    axiosObject: fromObject.config['axios-retry']?.retryCount,
    staticAxios: getRetryState(fromStatic)?.retryCount,
    afterEject: axios.isAxiosError(afterEject) && afterEject.response?.status,
  };
}

/** Never called: the compiler must turn down what stands in it. */
export function wrong(): void {
  // @ts-expect-error -- a word is no number of retries
  axiosRetry(axios.create(), { retries: 'three' });
  // @ts-expect-error -- nor is it one in a request
  void axios.get('/x', { 'axios-retry': { retries: 'three' } });
  // @ts-expect-error -- a client of another make has no interceptors
  axiosRetry({ request: fetch });
}
