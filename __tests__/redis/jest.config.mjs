import { fileURLToPath } from 'node:url';

// They need a redis-server: see CONTRIBUTING.md.
export default {
  rootDir: fileURLToPath(new URL('../..', import.meta.url)),
  testEnvironment: 'node',
  testMatch: ['<rootDir>/__tests__/redis/*.redis.ts'],
  transform: { '^.+\\.ts$': 'ts-jest' },
  restoreMocks: true,
  setupFilesAfterEnv: ['<rootDir>/__tests__/setup.ts'],
  maxWorkers: 1,
  testTimeout: 300_000,
};
