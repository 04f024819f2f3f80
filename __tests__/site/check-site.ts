import { filesOf, loadedByScript, loadedByStyles, readPage, readText, type SitePage } from './pages';

// No host has this name: what ends up there was an address within the site.
const HERE = 'http://site.invalid';

/**
 * Looks at a built site as a visitor's browser would.
 *
 * @param base the path under which it will lie, as `/` or `/axios-backoff/`.
 * @returns what is wrong, in words: a link or a file that leads nowhere, a page that none leads to, and whatever
 * another host is asked for.
 */
export function siteProblems(folder: string, base: string): string[] {
  const files = new Set(filesOf(folder));
  const pages = new Map(
    [...files]
      .filter((file) => file.endsWith('.html'))
      .map((file) => [file, readPage(readText(folder, file))]),
  );
  const reached = new Set(['index.html', '404.html']);

  /** The file that an address means; `undefined` on another host, `null` for none. */
  const fileAt = (address: URL): string | undefined | null => {
    if (address.origin !== HERE) return undefined;
    const path = decodeURIComponent(address.pathname);
    if (!path.startsWith(base)) return null;
    const file = path.slice(base.length);
    const named = file === '' || file.endsWith('/') ? `${file}index.html` : file;
    return files.has(named) ? named : null;
  };

  const linkProblem = (from: string, link: string): string | undefined => {
    const address = new URL(link, HERE + base + from);
    const file = fileAt(address);
    if (file === null) return `${from}: ${link} leads nowhere`;
    if (file === undefined)
      return /^(https|mailto):$/.test(address.protocol) ? undefined : `${from}: ${link}`;
    reached.add(file);
    const id = decodeURIComponent(address.hash.slice(1));
    const isThere = id === '' || pages.get(file)?.ids.has(id);
    return isThere ? undefined : `${from}: ${link} leads to no place on its page`;
  };

  const resourceProblem = (from: string, resource: string): string | undefined => {
    if (resource.startsWith('data:')) return undefined;
    const file = fileAt(new URL(resource, HERE + base + from));
    if (file === undefined) return `${from}: asks another host for ${resource}`;
    return file === null ? `${from}: ${resource} is missing` : undefined;
  };

  const pageProblems = ([file, { links, resources }]: [string, SitePage]): (string | undefined)[] => [
    ...links.map((link) => linkProblem(file, link)),
    ...resources.map((resource) => resourceProblem(file, resource)),
  ];
  const fileProblems = (file: string): (string | undefined)[] => {
    if (file.endsWith('.css'))
      return loadedByStyles(readText(folder, file)).map((url) => resourceProblem(file, url));
    if (file.endsWith('.js'))
      return loadedByScript(readText(folder, file)).map((url) => `${file}: asks another host for ${url}`);
    return [];
  };

  const found = [...[...pages].flatMap(pageProblems), ...[...files].flatMap(fileProblems)];
  const unreached = [...pages.keys()].filter((file) => !reached.has(file));
  return [...found, ...unreached.map((file) => `${file}: no page leads to it`)].filter(
    (problem) => problem !== undefined,
  );
}
