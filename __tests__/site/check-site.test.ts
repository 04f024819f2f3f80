import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { siteProblems } from './check-site';

const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

/** What is wrong with a site of these files under `/sub/`. */
function problemsOf(files: Readonly<Record<string, string>>): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'site-'));
  folders.push(folder);
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  }
  return siteProblems(folder, '/sub/');
}

describe('a site without a fault', () => {
  it('may link to its pages, their anchors, its folders and, by https, elsewhere', () => {
    const index = `<h1 id="here"></h1><a href="#here"></a><a href="/sub/api/#top"></a><a href="page.html"></a>
      <a href="https://example.com/"></a><img src="data:image/png;base64,AA"><script src="/sub/a.js"></script>`;
    const page = '<a href="./"></a><link rel="stylesheet" href="a.css">';
    const css = 'a { background: url("b.svg") } b { fill: url(#c) }';
    const files = { 'page.html': page, 'a.css': css, 'b.svg': '', 'a.js': 'fetch(`runs`)' };
    expect(problemsOf({ 'index.html': index, 'api/index.html': '<p id="top">', ...files })).toEqual([]);
  });
});

it.each([
  ['a link to a page that is not there', '<a href="gone.html"></a>', 'index.html: gone.html leads nowhere'],
  ['a link beside the base', '<a href="/index.html"></a>', 'index.html: /index.html leads nowhere'],
  [
    'a link to an anchor that is not there',
    '<a href="#no"></a>',
    'index.html: #no leads to no place on its page',
  ],
  ['an insecure link', '<a href="http://example.com/"></a>', 'index.html: http://example.com/'],
  ['a missing picture', '<img src="a.png">', 'index.html: a.png is missing'],
  ['a missing picture for large screens', '<img srcset="a.png 2x">', 'index.html: a.png is missing'],
  [
    'a script of another host',
    '<script src="//cdn.example.com/a.js"></script>',
    'index.html: asks another host for //cdn.example.com/a.js',
  ],
  [
    'a font of another host',
    '<link rel=preload href="https://fonts.example.com/a">',
    'index.html: asks another host for https://fonts.example.com/a',
  ],
  [
    'a frame of another host',
    '<iframe src="https://example.com"></iframe>',
    'index.html: asks another host for https://example.com',
  ],
])('finds %s', (_what, html, problem) => {
  expect(problemsOf({ 'index.html': html })).toEqual([problem]);
});

it('finds a page that none leads to', () => {
  expect(problemsOf({ 'index.html': '', 'lost.html': '' })).toEqual(['lost.html: no page leads to it']);
});

it.each([
  ['a.css', '@import "https://fonts.example.com/a.css";', 'https://fonts.example.com/a.css'],
  ['a.css', 'a{src:url(https://fonts.example.com/a.woff2)}', 'https://fonts.example.com/a.woff2'],
  ['a.js', 'x=await fetch("https://api.example.com/x")', 'https://api.example.com/x'],
  ['a.js', "import('https://cdn.example.com/x.js')", 'https://cdn.example.com/x.js'],
  ['a.js', 'import{a}from"https://cdn.example.com/x.js"', 'https://cdn.example.com/x.js'],
  ['a.js', 'new Worker(`//cdn.example.com/x.js`)', '//cdn.example.com/x.js'],
  ['a.js', 'r.open("GET","https://api.example.com/")', 'https://api.example.com/'],
])('finds what another host is asked for in %s: %s', (file, text, url) => {
  expect(problemsOf({ 'index.html': '', [file]: text })).toEqual([`${file}: asks another host for ${url}`]);
});
