import { loadBuiltPackage } from '../shared/built-package';
import { CHECKS } from './checks';

// What main.ts starts in a process of its own. It prints what one check finds as JSON.
async function main(name = ''): Promise<void> {
  // tsx turns source maps on, and an error's stack then costs three times as much as users pay.
  process.setSourceMapsEnabled(false);
  const check = CHECKS[name];
  if (!check) throw new Error('There is no such check.');
  const [{ default: axios }, plugin] = await Promise.all([import('axios'), loadBuiltPackage()]);
  process.stdout.write(JSON.stringify(await check({ axios, plugin })));
}

main(process.argv[2]).catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
