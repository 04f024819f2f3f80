import { markdownTable } from '../shared/markdown-table';
import { PACKAGES, versionOf } from '../shared/package-version';
import { CASES } from './cases';
import { SUBJECTS } from './subjects';

/** Runs everything, one after the other, and returns the rows of the table, the heading first. */
export async function compare(): Promise<string[][]> {
  const rows = [['', ...SUBJECTS.map(({ name }) => name)]];
  for (const { title, run } of CASES) {
    const cells = [title];
    for (const subject of SUBJECTS) cells.push(await run(subject));
    rows.push(cells);
  }
  return rows;
}

const dateOf = (now: Date): string =>
  now.toLocaleDateString('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' });

/** The table as Markdown, with the date and the versions below it. */
export function markdownReport(rows: readonly (readonly string[])[], now: Date): string {
  const versions = PACKAGES.map((name) => `${name} ${versionOf(name)}`);
  return `${markdownTable(rows)}\n\nRun on ${dateOf(now)} with ${versions.join(', ')}.\n`;
}

// The table that follows the mark, and the line below it.
const MARKED = /^<!-- compare -->\n+(?:\|.*\n)*\n*(?:Run on .*\n)?\n*/m;

/** A document with the report after its mark `<!-- compare -->`; `undefined` if it has no mark. */
export function withReport(document: string, report: string): string | undefined {
  if (!MARKED.test(document)) return undefined;
  return document.replace(MARKED, () => `<!-- compare -->\n\n${report}\n`).replace(/\n+$/, '\n');
}
