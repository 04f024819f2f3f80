import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import MarkdownIt from 'markdown-it';
import { anchorOf } from '../../docs/.vitepress/anchors';

export const ROOT = resolve(__dirname, '../..');

/** A fenced block, with the kind and the name that a comment such as `<!-- snippet: use -->` above it gives. */
export interface Block {
  readonly language: string;
  readonly label: string | undefined;
  readonly name: string | undefined;
  readonly line: number;
  readonly text: string;
}

/** What the tests look at in a document. */
export interface Document {
  readonly blocks: readonly Block[];
  /** Each table as rows of cells in Markdown, the heading first. */
  readonly tables: readonly (readonly (readonly string[])[])[];
  /** The tables as a reader sees them. */
  readonly shownTables: readonly (readonly (readonly string[])[])[];
  /** The targets of links, and of pictures. */
  readonly links: readonly string[];
  /** Those of them that are written as HTML. */
  readonly htmlLinks: readonly string[];
  /** The anchors of headings. */
  readonly anchors: readonly string[];
  /** Code between backticks, and the commands in blocks of shell. */
  readonly code: readonly string[];
}

/** The targets in a piece of HTML. A `srcset` has several, each perhaps with a width. */
const targetsIn = (html: string): string[] =>
  [...html.matchAll(/\b(href|src|srcset)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))/gi)].flatMap(
    ([, name = '', inDouble, inSingle, bare = '']) => {
      const value = inDouble ?? inSingle ?? bare;
      if (name.toLowerCase() !== 'srcset') return [value];
      return value.split(',').flatMap((candidate) => candidate.trim().split(/\s/)[0] ?? []);
    },
  );

export const readDocument = (file: string): Document => parseDocument(readFileSync(join(ROOT, file), 'utf8'));

export function parseDocument(markdown: string): Document {
  const tokens = new MarkdownIt({ html: true }).parse(markdown, {});
  const blocks: Block[] = [];
  const tables: string[][][] = [];
  const shownTables: string[][][] = [];
  const links: string[] = [];
  const htmlLinks: string[] = [];
  const anchors: string[] = [];
  const code: string[] = [];

  tokens.forEach((token, index) => {
    const before = tokens[index - 1];
    switch (token.type) {
      case 'fence': {
        const comment = before?.type === 'html_block' ? before.content.trim() : '';
        const [, label, name] = /^<!-- (\w+): (.+) -->$/.exec(comment) ?? [];
        const language = token.info.trim();
        blocks.push({ language, label, name, line: (token.map?.[0] ?? 0) + 1, text: token.content });
        if (language === 'sh') code.push(...token.content.trim().split('\n'));
        break;
      }
      case 'html_block':
        htmlLinks.push(...targetsIn(token.content));
        break;
      case 'table_open':
        tables.push([]);
        shownTables.push([]);
        break;
      case 'tr_open':
        tables.at(-1)?.push([]);
        shownTables.at(-1)?.push([]);
        break;
      case 'inline':
        if (before?.type === 'heading_open') anchors.push(anchorOf(token.content));
        if (before?.type === 'th_open' || before?.type === 'td_open') {
          tables.at(-1)?.at(-1)?.push(token.content);
          const shown = token.children?.map((child) => child.content).join('') ?? '';
          shownTables.at(-1)?.at(-1)?.push(shown);
        }
        for (const child of token.children ?? []) {
          if (child.type === 'link_open') links.push(String(child.attrGet('href')));
          if (child.type === 'image') links.push(String(child.attrGet('src')));
          if (child.type === 'html_inline') htmlLinks.push(...targetsIn(child.content));
          if (child.type === 'code_inline') code.push(child.content);
        }
        break;
    }
  });
  return { blocks, tables, shownTables, links: [...links, ...htmlLinks], htmlLinks, anchors, code };
}

/** Every document of the repository. */
export const DOCUMENTS: readonly string[] = [
  ...['README.md', 'CHANGELOG.md', 'CONTRIBUTING.md', 'SECURITY.md'],
  ...readdirSync(join(ROOT, 'docs'))
    .filter((file) => file.endsWith('.md'))
    .map((file) => `docs/${file}`),
];

/** Every SVG image of the documents, but for the copies in a site that has been built. */
export const IMAGES: readonly string[] = ['docs', 'docs/images'].flatMap((folder) =>
  readdirSync(join(ROOT, folder))
    .filter((file) => file.endsWith('.svg'))
    .map((file) => `${folder}/${file}`),
);

/** The labels of code that is no snippet: it is for another package, run by interop/opentelemetry, or in a fixture. */
const NOT_SNIPPETS = ['before', 'traced', 'fixture'];

/** The snippets of a document, by name. */
export function readSnippets(file: string): ReadonlyMap<string, string> {
  const snippets = new Map<string, string>();
  const own: string[] = [];
  for (const { language, label, name, line, text } of readDocument(file).blocks) {
    if (!['ts', 'js'].includes(language) || NOT_SNIPPETS.includes(label ?? '')) continue;
    if (label !== 'snippet' || name === undefined || snippets.has(name)) {
      throw new Error(`${file}:${line}: a snippet needs a name of its own, as <!-- snippet: name -->`);
    }
    // A snippet without that import goes on from the first one of its document.
    const isWhole = /^import .* from 'axios';$/m.test(text);
    snippets.set(name, isWhole ? text : `${own[0] ?? ''}\n${text}`);
    own.push(text);
  }
  return snippets;
}

/** The documents whose snippets are run. */
export const WITH_SNIPPETS: readonly string[] = DOCUMENTS.filter((file) => readSnippets(file).size > 0);
