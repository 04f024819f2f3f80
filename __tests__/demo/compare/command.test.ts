import { readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { withReport } from '../../../demo/compare/report';
import { copySources, endPrograms, run, temporaryFolder } from '../../package/scratch';
import { ROOT } from '../../readme/markdown';

let folder: string;
let report: string;
beforeAll(async () => {
  folder = await temporaryFolder();
  // A build of the repository itself could disturb another test.
  const repository = join(folder, 'repository');
  await copySources(repository);
  report = await run(repository, 'npm', 'run', '--silent', 'compare');
});
afterAll(() => {
  endPrograms();
  return rm(folder, { recursive: true, force: true });
});

const undated = (text: string): string => text.replace(/^Run on .* with/m, 'Run on … with');

it.each(['docs/comparison.md', 'README.md'])('%s has the comparison that the cases give today', (file) => {
  const document = readFileSync(join(ROOT, file), 'utf8');
  // `npm run compare -- --write` brings it up to date.
  const updated = withReport(document, report) ?? '';
  expect(undated(document)).toBe(undated(updated));
});

it('the table has ten rows, short enough for the width of a laptop', () => {
  const rows = report.split('\n').filter((line) => line.startsWith('| '));
  expect(rows).toHaveLength(12);
  const widths = rows.map((row) => row.split('|').map((cell) => cell.trim().length));
  for (const row of widths) expect(row.reduce((sum, width) => sum + width, 0)).toBeLessThanOrEqual(110);
});
