import { SCRIPTS } from '../../lib/redis/scripts';
import { RedisModel } from '../../demo/simulate/redis-model';

const textOf = (sha: string): string =>
  Object.values(SCRIPTS).find((script) => script.sha === sha)?.text ?? '';

/** How many scripts have run, of all clients. */
export const runs = { count: 0 };

const run = (store: RedisModel, sha: string, keys: string[], args: string[]): Promise<string[]> => {
  runs.count++;
  return store.eval(textOf(sha), keys, args);
};

/** The package `redis`, with a Redis in memory. */
export const redis = {
  createClient: () => {
    const store = new RedisModel();
    const client = {
      on: () => client,
      connect: () => Promise.resolve(client),
      eval: () => Promise.reject(new Error('The script is known')),
      evalSha: (sha: string, options: { keys: string[]; arguments: string[] }) =>
        run(store, sha, options.keys, options.arguments),
    };
    return client;
  },
};

/** The package `ioredis`, with a Redis in memory. */
export const ioredis = {
  Redis: class {
    private readonly store = new RedisModel();
    readonly defineCommand = (): void => undefined;
    readonly on = (): this => this;
    readonly evalsha = (sha: string, count: number, ...rest: string[]): Promise<string[]> =>
      run(this.store, sha, rest.slice(0, count), rest.slice(count));
    readonly eval = (text: string, count: number, ...rest: string[]): Promise<string[]> => {
      runs.count++;
      return this.store.eval(text, rest.slice(0, count), rest.slice(count));
    };
  },
};
