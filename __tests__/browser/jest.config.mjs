import { fileURLToPath } from 'node:url';

const HERE = '<rootDir>/__tests__/browser';

// What playwright drives. It has no driver for Debian's WebKit.
const DRIVEN = ['chromium', 'firefox'];

/** What runs in a browser. The directory with its name holds what only it can do. */
const project = (browser) => ({
  displayName: browser,
  rootDir: fileURLToPath(new URL('../..', import.meta.url)),
  testEnvironment: 'node',
  globals: { BROWSER: browser },
  globalSetup: `${HERE}/browsers/setup.ts`,
  // The same page is driven in Firefox with its server. What it simulates takes minutes there, on two slow cores.
  testPathIgnorePatterns: browser === 'firefox' ? ['playground-static'] : [],
  testMatch: ['', `${browser}/`, ...(DRIVEN.includes(browser) ? ['playwright/'] : [])].map(
    (folder) => `${HERE}/${folder}*.browser.ts`,
  ),
  transform: { '^.+\\.ts$': 'ts-jest' },
});

export default {
  projects: ['chromium', 'firefox', 'webkit'].map(project),
  maxWorkers: 3,
  testTimeout: 30_000,
};
