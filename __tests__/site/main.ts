import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { siteProblems } from './check-site';
import { filesOf } from './pages';

const FOLDER = resolve(__dirname, '../../docs/.vitepress/dist');

/** Checks the site that `npm run docs:build` has written. `--base /path/` as it was built with. */
function main(): number {
  const { base } = parseArgs({ options: { base: { type: 'string', default: '/' } } }).values;
  if (!existsSync(FOLDER)) {
    console.error('error: there is no site: npm run docs:build makes it.');
    return 1;
  }
  const problems = siteProblems(FOLDER, base);
  for (const problem of problems) console.error(problem);
  const pages = filesOf(FOLDER).filter((file) => file.endsWith('.html')).length;
  console.log(`${pages} pages, ${problems.length} problems`);
  return problems.length ? 1 : 0;
}

process.exitCode = main();
