/** Lays out a Markdown table as prettier does, so that it can stand in a document that is checked. */
export function markdownTable([head = [], ...body]: readonly (readonly string[])[]): string {
  const rows = [head, ...body];
  const widths = head.map((_, column) => Math.max(3, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const pad = (row: readonly string[]): string =>
    line(row.map((cell, column) => cell.padEnd(widths[column] ?? 0)));
  return [pad(head), line(widths.map((width) => '-'.repeat(width))), ...body.map(pad)].join('\n');
}
