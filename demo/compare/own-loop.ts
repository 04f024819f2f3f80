import axios, { type AxiosInstance, type AxiosRequestConfig, type AxiosResponse } from 'axios';

const SAFE_TO_REPEAT = ['get', 'head', 'options', 'put', 'delete'];

function isTransient(error: unknown): boolean {
  if (!axios.isAxiosError(error) || axios.isCancel(error)) return false;
  if (!SAFE_TO_REPEAT.includes(error.config?.method ?? '')) return false;
  const status = error.response?.status;
  return status === undefined || status === 429 || status >= 500;
}

/** A retry loop as a careful developer writes one by hand: transient failures only, exponential backoff, full jitter. */
export async function requestInLoop(
  client: AxiosInstance,
  config: AxiosRequestConfig,
  retries = 3,
): Promise<AxiosResponse> {
  for (let retry = 1; ; retry++) {
    try {
      return await client.request(config);
    } catch (error) {
      if (retry > retries || !isTransient(error)) throw error;
      const ceiling = 1000 * 2 ** (retry - 1);
      await new Promise((resolve) => setTimeout(resolve, Math.random() * ceiling));
    }
  }
}
