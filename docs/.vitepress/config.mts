import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { defineConfig, type DefaultTheme, type Plugin } from 'vitepress';
import { anchorOf } from './anchors';
import { linkPages } from './links';
import { REWRITES, sidebar } from './pages';

const ROOT = resolve(import.meta.dirname, '../..');
const PUBLIC = join(import.meta.dirname, 'public');

const { description, repository } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
  readonly description: string;
  readonly repository?: { readonly url: string };
};
const sourceUrl = repository && `${repository.url.replace(/^git\+|\.git$/g, '')}/blob/main`;

/** What TypeDoc has written beside its pages. */
function apiSidebar(): DefaultTheme.SidebarItem[] {
  const file = join(ROOT, 'docs/api/typedoc-sidebar.json');
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as DefaultTheme.SidebarItem[]) : [];
}

const guide = sidebar(ROOT).map(({ text, items }) => ({ text, items: [...items] }));

/** The server of `npm run docs` knows files, and this one folder. */
const playgroundInDev: Plugin = {
  name: 'playground-in-dev',
  configureServer: ({ middlewares }) => {
    middlewares.use((request, _response, next) => {
      request.url = request.url?.replace(/^(.*\/play\/)(?=$|\?)/, '$1index.html');
      next();
    });
  },
};

export default defineConfig({
  title: 'axios-backoff',
  description,
  lang: 'en',
  // So that README, CHANGELOG and the like are pages as well.
  srcDir: ROOT,
  srcExclude: ['**/node_modules/**', '__tests__/**', 'demo/**', 'dist/**', 'coverage/**', 'reports/**'],
  rewrites: REWRITES,
  outDir: join(import.meta.dirname, 'dist'),
  cacheDir: join(import.meta.dirname, 'cache'),
  transformHead: ({ siteData: { base } }) => [
    ['link', { rel: 'icon', href: `${base}play/icon.svg`, type: 'image/svg+xml' }],
  ],
  vite: { publicDir: PUBLIC, plugins: [playgroundInDev] },
  markdown: {
    anchor: { slugify: anchorOf },
    config: (md) => {
      linkPages(md, ROOT, sourceUrl);
    },
  },
  themeConfig: {
    logo: '/play/icon.svg',
    nav: [
      { text: 'Guide', link: '/', activeMatch: '^/(?!api/)' },
      { text: 'API', link: '/api/', activeMatch: '^/api/' },
      // A page of its own, and not one of VitePress'.
      { text: 'Playground', link: '/play/', target: '_self' },
    ],
    sidebar: {
      '/api/': [{ text: 'API', link: '/api/', items: apiSidebar() }],
      '/': guide,
    },
    outline: [2, 3],
    search: { provider: 'local' },
    ...(repository && {
      socialLinks: [{ icon: 'github', link: repository.url.replace(/^git\+|\.git$/g, '') }],
    }),
  },
});
