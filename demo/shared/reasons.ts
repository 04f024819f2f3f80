import type { StopReason } from '../../lib';

const REASONS: Readonly<Partial<Record<StopReason, string>>> = {
  retries: 'no retries left',
  notIdempotent: 'the server may have processed it, and it has no Idempotency-Key',
  maxElapsedTime: 'maxElapsedTime leaves no time for another attempt',
  maxRetryAfter: 'the server asked for a longer wait than maxRetryAfter allows',
};

/** Why a call was given up, in words where it needs some. */
export const describeReason = (reason: StopReason): string => REASONS[reason] ?? reason;
