import * as axiosBackoff from '../../lib';
import { DEFAULTS } from '../../lib/options/options';
import { compile, literalsOf, propertiesOf } from './compile';
import { DOCUMENTS, readDocument, readSnippets, WITH_SNIPPETS } from './markdown';

const snippets = new Map(WITH_SNIPPETS.flatMap((file) => [...readSnippets(file)]));
const { program, errors } = compile(snippets);

/** The rows of the table of a document whose first heading begins so, without the headings. */
function rowsOf(document: string, heading: string): readonly (readonly string[])[] {
  const table = readDocument(document).tables.find((rows) => rows[0]?.[0]?.startsWith(heading));
  if (!table) throw new Error(`${document} has no table "${heading}"`);
  return table.slice(1);
}

const bare = (cell: string | undefined): string => (cell ?? '').replaceAll('`', '');
const namesIn = (document: string, heading: string): string[] =>
  rowsOf(document, heading).map(([name]) => bare(name).replace(/^\[(.+?)\].*/, '$1'));

describe('the snippets', () => {
  it('have a name of their own in all documents', () => {
    expect(snippets.size).toBe(WITH_SNIPPETS.reduce((sum, file) => sum + readSnippets(file).size, 0));
  });

  it('are correct TypeScript, all in one go', () => {
    expect(errors).toEqual([]);
  });

  it('would not be if one had a wrong option', () => {
    const wrong = [...snippets.values()][0]!.replace('{ maxElapsedTime:', '{ retires:');
    expect(compile(new Map([['wrong', wrong]])).errors.join()).toMatch(
      /^wrong\.snippet\.ts: 5: .*'retires' does not exist in type 'RetryOptions'/,
    );
  });
});

describe('the tables', () => {
  it.each(['README.md', 'docs/options.md'])('in %s have a row for each option, and no other', (document) => {
    expect(namesIn(document, 'option')).toEqual(propertiesOf(program, 'types.ts', 'RetryOptions'));
  });

  it('give the true default of each option', () => {
    /** What a cell means: `–` nothing, one value in backticks, or a list of several. */
    const read = (cell: string): unknown => {
      if (cell === '–') return undefined;
      const values = cell.match(/`[^`]+`/g)?.map(bare) ?? [];
      const parsed = values.map((text): unknown => {
        const json = text.replaceAll('_', '');
        if (text === 'Infinity') return Infinity;
        return /^([\d[]|true|false|null)/.test(json) ? JSON.parse(json) : text;
      });
      return parsed.length > 1 ? parsed : parsed[0];
    };
    const shown = Object.fromEntries(
      rowsOf('docs/options.md', 'option').map(([name, cell]) => [bare(name), read(cell ?? '')]),
    );
    const { retryDelay, ...defaults } = DEFAULTS;
    expect(retryDelay).toHaveProperty('ceiling');
    expect(shown).toEqual({ ...defaults, retryDelay: 'exponentialBackoff()', log: 'console.warn' });
  });

  it('have a row for each figure of the backoff with its default, and no other', () => {
    expect(namesIn('docs/backoff.md', '`exponentialBackoff')).toEqual(
      propertiesOf(program, 'delay/backoff.ts', 'BackoffOptions'),
    );
    const [initialDelay, multiplier, maxDelay] = rowsOf('docs/backoff.md', '`exponentialBackoff').map(
      ([, cell]) => Number(bare(cell).replaceAll('_', '')),
    );
    const random = (): number => 0.5;
    // The seventh ceiling is the highest, and the eighth no higher.
    const retries = [1, 2, 3, 4, 5, 6, 7, 8];
    const shown = axiosBackoff.exponentialBackoff({
      initialDelay,
      multiplier,
      maxDelay,
      jitter: axiosBackoff.fullJitter,
      random,
    });
    const byDefault = axiosBackoff.exponentialBackoff({ random });
    expect(retries.map((retry) => shown(retry))).toEqual(retries.map((retry) => byDefault(retry)));
  });

  it('have a row for each jitter, and no other', () => {
    const jitters = Object.keys(axiosBackoff).filter((name) => name.endsWith('Jitter'));
    const shown = namesIn('docs/backoff.md', 'jitter').map((name) => name.replace('(0.2)', ''));
    expect(shown.sort()).toEqual(jitters.sort());
  });

  it('have a row for each reason to stop, and no other', () => {
    expect(namesIn('docs/logging.md', '`stopReason`').sort()).toEqual(
      literalsOf(program, 'types.ts', 'StopReason').sort(),
    );
  });
});

it('the documents name everything that can be imported', () => {
  const code = DOCUMENTS.flatMap((file) => readDocument(file).code);
  const text = [...code, ...snippets.values()].join('\n');
  const missing = Object.keys(axiosBackoff).filter(
    (name) => name !== 'default' && !new RegExp(`\\b${name}\\b`).test(text),
  );
  expect(missing).toEqual([]);
});
