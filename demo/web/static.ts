import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pageFiles } from './server/page';

/** Writes the playground as files that need no server of their own, and may lie under any path. */
async function writeStatic(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  for (const { name, text } of await pageFiles(false)) await writeFile(join(folder, name), text);
}

writeStatic(resolve(process.argv[2] ?? 'playground')).catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
