import { wrong } from '../checks/check';
import { hasMethod, member, safely } from '../checks/member';
import { SCRIPTS, type ScriptName } from './scripts';

/** A client of the package `redis` (node-redis 4 to 6): a client, a pool or a cluster. */
export interface NodeRedis {
  readonly evalSha: (...args: never[]) => Promise<unknown>;
}

/** A client of the package `ioredis` (4 to 6): a client or a cluster. */
export interface IoRedis {
  readonly defineCommand: (...args: never[]) => unknown;
}

/** Any other client, behind one method. */
export interface RedisEval {
  /**
   * Runs a Lua script on the server.
   *
   * @returns its reply: a list of strings.
   */
  readonly eval: (script: string, keys: string[], args: string[]) => PromiseLike<unknown>;
}

/** What {@link redisPacer} and {@link redisBudget} take for a client. */
export type RedisClient = NodeRedis | IoRedis | RedisEval;

/** Runs a script by its text or, where there is `bySha`, by its digest. */
interface Caller {
  readonly byText: (text: string, keys: string[], args: string[]) => unknown;
  readonly bySha?: (sha: string, keys: string[], args: string[]) => unknown;
}

type Method = (...args: unknown[]) => unknown;

const RULE =
  'a client of redis 4 to 6 or of ioredis 4 to 6, or an object with the method eval(script, keys, args)';

function callerOf(redis: unknown): Caller {
  // Looked up at each call: a client may be instrumented later.
  const call = (name: string, ...args: unknown[]): unknown =>
    Reflect.apply(member(redis, name) as Method, redis, args);
  const isNodeRedis = hasMethod(redis, 'evalSha');
  const isIoRedis = hasMethod(redis, 'defineCommand');
  // What has evalsha() besides eval() is a client of yet another kind.
  if (!hasMethod(redis, 'eval') || (!isNodeRedis && !isIoRedis && hasMethod(redis, 'evalsha')))
    throw wrong('the client', RULE, redis);
  if (isNodeRedis) {
    return {
      byText: (text, keys, args) => call('eval', text, { keys, arguments: args }),
      bySha: (sha, keys, args) => call('evalSha', sha, { keys, arguments: args }),
    };
  }
  if (isIoRedis) {
    return {
      byText: (text, keys, args) => call('eval', text, keys.length, ...keys, ...args),
      bySha: (sha, keys, args) => call('evalsha', sha, keys.length, ...keys, ...args),
    };
  }
  return { byText: (text, keys, args) => call('eval', text, keys, args) };
}

// It may be anything, such as an object that can't be turned into text.
const messageOf = (error: unknown): string => safely(() => String(member(error, 'message'))) ?? '';

/** The first word of an error of Redis, such as `NOSCRIPT`. */
export const codeOf = (error: unknown): string => /^-?([A-Z]{2,30})\b/.exec(messageOf(error))?.[1] ?? '';

/** Whether a server has no such command, or has renamed it. */
export const isUnknown = (error: unknown): boolean => /unknown command/i.test(messageOf(error));

/** Whether a client has not been connected yet, or has been closed: `redis` says the first, `ioredis` the second. */
export const isNotConnected = (error: unknown): boolean =>
  /(client|Connection) is closed/.test(messageOf(error));

/** Runs a script. It may throw, or never answer. */
export type Runner = (name: ScriptName, keys: string[], args: string[]) => Promise<unknown>;

/** @throws TypeError unless it is a client of a known kind. */
export function runnerOf(redis: RedisClient): Runner {
  const { byText, bySha } = callerOf(redis);
  let isShaAllowed = true;
  return async (name, keys, args) => {
    const { text, sha } = SCRIPTS[name];
    if (!bySha || !isShaAllowed) return byText(text, keys, args);
    try {
      return await bySha(sha, keys, args);
    } catch (error) {
      const code = codeOf(error);
      // The server may be new, or have forgotten its scripts; or it allows no EVALSHA.
      if (code !== 'NOSCRIPT' && code !== 'NOPERM' && !isUnknown(error)) throw error;
      isShaAllowed = code === 'NOSCRIPT';
      return byText(text, keys, args);
    }
  };
}
