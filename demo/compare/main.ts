import { readFile, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { ROOT } from '../shared/package-version';
import { runCommand } from '../shared/run-command';
import { parseCompareOptions, type CompareOptions } from './options';
import { compare, markdownReport, withReport } from './report';

const DOCUMENTS = ['README.md', 'docs/comparison.md'];

async function update(document: string, report: string): Promise<void> {
  const file = resolve(ROOT, document);
  const updated = withReport(await readFile(file, 'utf8'), report);
  if (updated !== undefined) await writeFile(file, updated);
}

/** Runs the cases, and prints the table. */
async function main({ write }: CompareOptions): Promise<number> {
  const report = markdownReport(await compare(), new Date());
  process.stdout.write(report);
  if (write) for (const document of DOCUMENTS) await update(document, report);
  return 0;
}

runCommand(parseCompareOptions(process.argv.slice(2)), main);
