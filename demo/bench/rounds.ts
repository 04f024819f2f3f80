import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { MEASUREMENTS, type Measurement } from './measurements';
import { ratiosOf, summarize, type Ratio, type RoundRatios } from './ratios';
import type { Subject } from './subjects';
import type { Figures } from './turns';

/** A measurement and what came of it. */
export interface Result {
  readonly measurement: Measurement;
  readonly ratios: Partial<Record<Subject, Ratio>>;
}

const ROOT = resolve(__dirname, '../..');
const CHILD = resolve(__dirname, 'measure.ts');

const run = promisify(execFile);

/** Runs a part of a measurement in a process of its own, with a heap and compiled code that are its own. */
async function measureApart(measurement: number, part: number): Promise<Figures> {
  const args = ['--expose-gc', '--import', 'tsx', CHILD, String(measurement), String(part)];
  const { stdout } = await run(process.execPath, args, { cwd: ROOT });
  return JSON.parse(stdout) as Figures;
}

async function measureOnce(index: number, { parts, baseline }: Measurement): Promise<RoundRatios> {
  const figures: Figures = {};
  for (const part of parts.keys()) Object.assign(figures, await measureApart(index, part));
  return ratiosOf(figures, baseline);
}

/**
 * Measures all there is to measure, `rounds` times over. A round measures everything once, so that a machine that
 * gets slower does so for all.
 *
 * @param onRound is told the number of each round, from 1, when it begins.
 */
export async function measureRounds(rounds: number, onRound: (round: number) => void): Promise<Result[]> {
  const byRound: RoundRatios[][] = MEASUREMENTS.map(() => []);
  for (let round = 1; round <= rounds; round++) {
    onRound(round);
    for (const [index, measurement] of MEASUREMENTS.entries()) {
      byRound[index]?.push(await measureOnce(index, measurement));
    }
  }
  return MEASUREMENTS.map((measurement, index) => ({
    measurement,
    ratios: summarizeAll(measurement.subjects, byRound[index] ?? []),
  }));
}

function summarizeAll(subjects: readonly Subject[], rounds: readonly RoundRatios[]): Result['ratios'] {
  const ratios: Result['ratios'] = {};
  for (const subject of subjects) {
    ratios[subject] = summarize(rounds.map((round) => round[subject] ?? NaN));
  }
  return ratios;
}
