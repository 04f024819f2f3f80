import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { MEASUREMENTS, type Measurement } from './measurements';
import { mediansOf, ratiosOf, summarizeAll, type BySubject, type Summary } from './ratios';
import type { Figures } from './turns';

/** A measurement and what came of it. */
export interface Result {
  readonly measurement: Measurement;
  readonly ratios: BySubject<Summary>;
  /** In the measurement's unit. */
  readonly figures: BySubject<Summary>;
}

const ROOT = resolve(__dirname, '../..');
const CHILD = resolve(__dirname, 'measure.ts');

const run = promisify(execFile);

/** Runs a part of a measurement in a process of its own, with a heap and compiled code that are its own. */
async function measureApart({ name, flags = [] }: Measurement, part: number): Promise<Figures> {
  const args = ['--expose-gc', ...flags, '--import', 'tsx', CHILD, name, String(part)];
  const { stdout } = await run(process.execPath, args, { cwd: ROOT });
  return JSON.parse(stdout) as Figures;
}

async function measureOnce(measurement: Measurement): Promise<Figures> {
  const figures: Figures = {};
  for (const part of measurement.parts.keys()) Object.assign(figures, await measureApart(measurement, part));
  return figures;
}

const inUnit = (unit: Measurement['unit'], figures: Figures): Figures =>
  unit === 'calls/s'
    ? Object.fromEntries(Object.entries(figures).map(([name, own]) => [name, own.map((time) => 1e6 / time)]))
    : figures;

/**
 * Measures, `rounds` times over. A round measures everything once, so that a machine that gets slower does so for all.
 *
 * @param only the names of what is measured.
 * @param onRound is told the number of each round, from 1, when it begins.
 */
export async function measureRounds(
  rounds: number,
  only: readonly string[],
  onRound: (round: number) => void,
): Promise<Result[]> {
  const measurements = MEASUREMENTS.filter(({ name }) => only.includes(name));
  const byRound: Figures[][] = measurements.map(() => []);
  for (let round = 1; round <= rounds; round++) {
    onRound(round);
    for (const [index, measurement] of measurements.entries()) {
      byRound[index]?.push(await measureOnce(measurement));
    }
  }
  return measurements.map((measurement, index) => {
    const { baseline, unit } = measurement;
    const all = byRound[index] ?? [];
    return {
      measurement,
      ratios: summarizeAll(all.map((figures) => ratiosOf(figures, baseline))),
      figures: summarizeAll(all.map((figures) => mediansOf(inUnit(unit, figures)))),
    };
  });
}
