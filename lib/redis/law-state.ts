import type { Law } from '../guards/pacer/law';
import { Probe } from '../guards/pacer/probe';
import { ReleaseRate } from '../guards/pacer/release-rate';
import type { PendingRetry } from '../types';

type Numbers = Readonly<Record<string, unknown>>;

/** The state of a law: the numbers of each part by their names. A part that is absent is `undefined` in the law too. */
interface Packed {
  readonly law: Numbers;
  readonly health: Numbers;
  readonly probe?: Numbers;
  readonly rate?: Numbers;
}

/** Whether a number of a law is a time of the clock: its name says so. */
const isTime = (name: string): boolean => /(At|Since|Until)$/.test(name);

function numbersOf(part: object | undefined): Record<string, number> | undefined {
  return part && Object.fromEntries(Object.entries(part).filter(([, value]) => typeof value === 'number'));
}

/** Sets all numbers of a part, and shifts those that are times. @throws TypeError if one is missing. */
function setNumbers<P extends object>(part: P, given: Numbers, shift: number): P {
  for (const name of Object.keys(numbersOf(part) ?? {})) {
    const number = Number(given[name]) + (isTime(name) ? shift : 0);
    if (Number.isNaN(number)) throw new TypeError(`no ${name}`);
    Reflect.set(part, name, number);
  }
  return part;
}

/** The state of a law as text, for another process that runs the same law. */
export const packLaw = (law: Law): string =>
  JSON.stringify(
    {
      law: numbersOf(law),
      health: numbersOf(law.health),
      probe: numbersOf(law.probe),
      rate: numbersOf(law.rate),
    },
    // JSON has no infinity.
    (_name, value: unknown) => (typeof value === 'number' && !Number.isFinite(value) ? String(value) : value),
  );

/**
 * Sets the state of a new law.
 *
 * @param shift what to add to all times, for another clock.
 * @param probe the retry that is the probe in flight.
 * @throws if the text is not the state of such a law.
 */
export function unpackLaw<L extends Law>(law: L, text: string, shift: number, probe?: PendingRetry): L {
  const packed = JSON.parse(text) as Packed;
  setNumbers(law, packed.law, shift);
  setNumbers(law.health, packed.health, shift);
  const newProbe = new Probe(law.probeBackoff, 0);
  if (probe) newProbe.send(probe, 0);
  law.probe = packed.probe && setNumbers(newProbe, packed.probe, shift);
  law.rate = packed.rate && setNumbers(new ReleaseRate(0, 0), packed.rate, shift);
  return law;
}
