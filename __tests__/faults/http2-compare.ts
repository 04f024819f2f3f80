import { forEachOf, type Report } from './compare';
import type { Http2Fault } from './http2-server';
import { conduct, nameOf, type Http2Ended, type Http2Trial } from './http2-trial';

/** Whether the server says that it has not processed the request. RFC 9113 §6.8 and §8.7 */
function isRefused({ ending }: Http2Fault): boolean {
  if (typeof ending === 'string') return false;
  if ('reset' in ending) return ending.reset === 'REFUSED_STREAM';
  // With any other code, Node says only that the session has failed.
  return ending.goaway === 'NO_ERROR' && !ending.processed;
}

/** What axios does by itself: it never ends the call, or takes a part of the answer for all of it. */
const isPlatforms = (outcome: string): boolean => outcome === 'hangs' || outcome === 'part';

/** What is wrong with how a call with the plugin has ended. */
function faultOf(
  { method, fault }: Http2Trial,
  { outcome, attempts, requests, isAxios }: Http2Ended,
): string | undefined {
  const isBegun = typeof fault.at === 'number' && fault.at > 0;
  const mustSucceed = method !== 'post' || (isRefused(fault) && !isBegun);
  if (isPlatforms(outcome)) return isAxios ? undefined : outcome;
  if (outcome !== 'whole' && mustSucceed) return `ends with ${outcome}`;
  const mayRepeat = method !== 'post' || isRefused(fault) || requests <= 1;
  return attempts > 1 && !mayRepeat ? `was sent ${attempts} times` : undefined;
}

/** As `compare`, over HTTP/2. An attempt that axios does not end is counted, and so is a part. */
export async function compareHttp2(trials: readonly Http2Trial[]): Promise<Report> {
  const faults: string[] = [];
  const platform: Record<string, { plugin: number; bare: number }> = {};
  await forEachOf(trials, async (trial) => {
    const ended = await conduct(trial, { plugin: true });
    const bare = await conduct(trial, { plugin: false });
    for (const [side, { outcome }] of [
      ['plugin', ended],
      ['bare', bare],
    ] as const) {
      if (isPlatforms(outcome)) (platform[outcome] ??= { plugin: 0, bare: 0 })[side]++;
    }
    const fault = faultOf(trial, ended);
    if (fault) faults.push(`${nameOf(trial)}: ${fault}`);
  });
  return { faults, platform };
}
