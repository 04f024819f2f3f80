import type { Finding } from '../shared/findings';
import { checkCancelling } from './cancelling';
import { checkInstalling } from './installing';
import { checkOrigins } from './origins';
import { checkRetrying } from './retrying';
import type { Subject } from './subject';

/** All that is measured, each in a process of its own, with a heap and compiled code that are its own. */
export const CHECKS: Readonly<Record<string, (subject: Subject) => Promise<Finding[]>>> = {
  origins: (subject) => checkOrigins(subject, 1_000_000),
  signal: (subject) => checkCancelling(subject, 'signal', { calls: 10_000, rounds: 5 }),
  token: (subject) => checkCancelling(subject, 'token', { calls: 10_000, rounds: 5 }),
  close: (subject) => checkCancelling(subject, 'close', { calls: 10_000, rounds: 5 }),
  installs: (subject) => checkInstalling(subject, { installs: 16_000, rounds: 7 }),
  retries: (subject) => checkRetrying(subject, { retries: 100_000, samples: 10 }),
};
