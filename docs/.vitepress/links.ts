import { dirname, posix, relative, sep } from 'node:path';
import type { MarkdownRenderer } from 'vitepress';
import { siteFile } from './pages';

type Token = ReturnType<MarkdownRenderer['parse']>[number];

/** What a link says on a code host, and what it becomes on the site. */
interface Linked {
  /** `undefined`: a file that the site has no page for. */
  readonly href: string | undefined;
}

/** Turns a link between files of the repository into one between pages of the site. */
function onSite(href: string, from: string, sourceUrl: string | undefined): Linked {
  if (/^([a-z]+:|#|\/)/.test(href)) return { href };
  const [path = '', hash] = href.split('#');
  const file = posix.normalize(posix.join(posix.dirname(from), path));
  const page = siteFile(file);
  if (page !== undefined) return { href: `/${page}${hash === undefined ? '' : `#${hash}`}` };
  return { href: sourceUrl === undefined ? undefined : `${sourceUrl}/${file}` };
}

/**
 * Lets the documents keep the links that work on a code host. A link to a source file leads to the repository, once
 * the package names one; until then its text stays and the link goes.
 */
export function linkPages(md: MarkdownRenderer, root: string, sourceUrl: string | undefined): void {
  md.core.ruler.push(
    'pages',
    ({ tokens, env }: { tokens: Token[]; env: { realPath?: string; path: string } }) => {
      const from = relative(root, env.realPath ?? env.path)
        .split(sep)
        .join('/');
      // What TypeDoc has written is linked for the site already.
      if (dirname(from).startsWith('docs/api')) return;
      for (const token of tokens) {
        if (token.type === 'html_block') token.content = besideDocument(token.content);
        if (token.children) relink(token.children, from, sourceUrl);
      }
    },
  );
}

/** A picture in HTML: Vite takes `docs/a.svg` for the name of a package, and `./docs/a.svg` for a file. */
const besideDocument = (html: string): string => html.replace(/\b(src|srcset)="(?![a-z]+:|[./])/g, '$1="./');

function relink(tokens: Token[], from: string, sourceUrl: string | undefined): void {
  let isGone = false;
  for (const token of tokens) {
    if (token.type === 'html_inline') token.content = besideDocument(token.content);
    if (token.type === 'link_open') {
      const { href } = onSite(String(token.attrGet('href')), from, sourceUrl);
      isGone = href === undefined;
      if (href !== undefined) token.attrSet('href', href);
    }
    if (isGone && (token.type === 'link_open' || token.type === 'link_close')) hide(token);
    if (token.type === 'link_close') isGone = false;
  }
}

/** Leaves nothing of a token but its place. */
function hide(token: Token): void {
  token.type = 'text';
  token.tag = '';
  token.content = '';
  token.attrs = null;
  token.nesting = 0;
}
