/**
 * A pacer and a budget that a fleet of processes shares through Redis or Valkey.
 *
 * @module axios-backoff/redis
 */
export { redisBudget } from './redis/budget';
export type { RedisBudgetOptions } from './redis/budget';
export type { IoRedis, NodeRedis, RedisClient, RedisEval } from './redis/client';
export type { RedisOptions } from './redis/options';
export { redisPacer } from './redis/pacer';
export type { RedisPacerOptions } from './redis/pacer';
