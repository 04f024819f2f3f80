import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { parse, type DefaultTreeAdapterMap } from 'parse5';

type Node = DefaultTreeAdapterMap['node'];

/** What a page has that leads elsewhere, and where one can be led to. */
export interface SitePage {
  /** Targets of links. */
  readonly links: readonly string[];
  /** What the browser loads by itself: scripts, styles, pictures, frames. */
  readonly resources: readonly string[];
  readonly ids: ReadonlySet<string>;
}

/** The attributes by which an element loads something, whoever looks at it or not. */
const LOADED: Readonly<Record<string, string>> = {
  audio: 'src',
  embed: 'src',
  iframe: 'src',
  image: 'href',
  img: 'src',
  input: 'src',
  link: 'href',
  object: 'data',
  script: 'src',
  source: 'src',
  use: 'href',
  video: 'src',
};

/** Reads a page as a browser does. */
export function readPage(html: string): SitePage {
  const links: string[] = [];
  const resources: string[] = [];
  const ids = new Set<string>();
  const visit = (node: Node): void => {
    if ('attrs' in node) {
      const attributes = new Map(node.attrs.map(({ name, value }) => [name, value]));
      const id = attributes.get('id');
      if (id !== undefined) ids.add(id);
      const link = node.tagName === 'a' ? attributes.get('href') : undefined;
      if (link !== undefined) links.push(link);
      const loaded = attributes.get(LOADED[node.tagName] ?? '');
      if (loaded !== undefined) resources.push(loaded);
      for (const part of attributes.get('srcset')?.split(',') ?? [])
        resources.push(part.trim().split(/\s/)[0] ?? '');
    }
    if ('content' in node) visit(node.content);
    if ('childNodes' in node) node.childNodes.forEach(visit);
  };
  visit(parse(html));
  return { links, resources, ids };
}

/** What a style sheet loads. */
export const loadedByStyles = (css: string): string[] =>
  [...css.matchAll(/url\(\s*['"]?([^'")]+)|@import\s+['"]([^'"]+)/g)]
    .map(([, url, imported]) => url ?? imported ?? '')
    .filter((url) => !/^(data:|#)/.test(url));

/** What a script loads from an address that is written into it. */
export const loadedByScript = (code: string): string[] =>
  [
    ...code.matchAll(
      /(?:\bimport|\bfetch|\bimportScripts|\bnew (?:Worker|EventSource|WebSocket|Request)|\.open)\s*\(\s*(?:['"`]GET['"`]\s*,\s*)?['"`]((?:https?:|wss?:)?\/\/[^'"`]+)/g,
    ),
    ...code.matchAll(/\b(?:from|import)\s*['"]((?:https?:)?\/\/[^'"]+)/g),
  ].map(([, url]) => url ?? '');

/** The files of a folder, by their paths in it with slashes. */
export const filesOf = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) =>
      join(parentPath, name)
        .slice(folder.length + 1)
        .split(sep)
        .join('/'),
    );

export const readText = (folder: string, file: string): string => readFileSync(join(folder, file), 'utf8');
