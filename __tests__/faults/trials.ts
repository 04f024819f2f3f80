import type { Adapter } from '../http/server';
import { answerIn, CODING_NAMES, ENDINGS, isOfBody, PLACE_NAMES, type Coding, type Fault } from './fault';
import type { Trial } from './trial';

export const METHODS = ['get', 'put', 'post'] as const;
const KEPT: readonly boolean[] = [true, false];

/** What is tried. */
export interface Scope {
  readonly adapter: Adapter;
  readonly secure?: boolean;
  readonly methods?: readonly Trial['method'][];
  readonly codings?: readonly Coding[];
  readonly keepAlive?: readonly boolean[];
}

/** A trial for each place where an ending can befall a call of the scope. One in two fails at two attempts. */
function trialsAt(
  scope: Scope,
  coding: Coding,
  places: (trial: Omit<Trial, 'fault' | 'times'>) => Fault['at'][],
) {
  const { adapter, secure = false, methods = METHODS, keepAlive = KEPT } = scope;
  const trials: Trial[] = [];
  for (const method of methods) {
    for (const isKept of keepAlive) {
      const trial = { adapter, secure, method, coding, keepAlive: isKept };
      places(trial).forEach((at, index) => {
        for (const ending of ENDINGS)
          trials.push({ ...trial, fault: { at, ending }, times: 1 + (index % 2) });
      });
    }
  }
  return trials;
}

/** Fails at each place of the request. */
export const requestTrials = (scope: Scope): Trial[] =>
  trialsAt(scope, 'length', ({ method }) =>
    PLACE_NAMES.filter((place) => method !== 'get' || !isOfBody(place)),
  );

/**
 * Fails after each byte of the answer, the last one included: in each way, and with each method, but not with each method
 * in each way, nor both with and without keep-alive. The next byte has the next combination.
 */
export function answerTrials(scope: Scope): Trial[] {
  const { codings = CODING_NAMES, methods = METHODS, keepAlive: kept = KEPT } = scope;
  const trials = codings.flatMap((coding) =>
    trialsAt(scope, coding, ({ keepAlive }) => [...Array(answerIn(coding, keepAlive).length + 1).keys()]),
  );
  return trials.filter(({ fault, method, keepAlive }) => {
    const turn = Number(fault.at) + ENDINGS.indexOf(fault.ending);
    const block = Math.floor(turn / methods.length);
    return method === methods[turn % methods.length] && keepAlive === kept[block % kept.length];
  });
}

/** As far as the server's first flight goes: a little less than its 700 bytes. */
const HANDSHAKE = ['accepted', 0, 1, 5, 6, 50, 127, 128, 250, 400, 550] as const;

/** Fails during the TLS handshake. */
export const handshakeTrials = (adapter: Adapter): Trial[] =>
  trialsAt({ adapter, secure: true, keepAlive: [false] }, 'length', () =>
    HANDSHAKE.map((handshake) => ({ handshake })),
  );
