import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import manifest from '../../package.json';
import { inScratch } from '../matrix/scratch';
import { run } from '../package/scratch';

const ROOT = resolve(__dirname, '../..');
const SBOM = 'sbom.cdx.json';
const NOT_BROUGHT = ['devDependencies', 'peerDependencies'];

interface Bom {
  readonly components: readonly { readonly name: string; readonly version: string }[];
}

/**
 * Writes what the package brings along, as CycloneDX. axios is left out: the application brings it, in the version of
 * its choice.
 *
 * @param source the folder with the manifest and the lock file.
 * @param target the file to write.
 * @returns what it brings along, as `name@version`.
 */
export const writeSbom = (source: string, target: string): Promise<string[]> =>
  inScratch(async (scratch) => {
    // npm calls the package by the name of its folder.
    const folder = join(scratch, manifest.name);
    await mkdir(folder);
    await copyFile(join(source, 'package-lock.json'), join(folder, 'package-lock.json'));
    const text = await readFile(join(source, 'package.json'), 'utf8');
    // `--omit dev` would also leave out what the package needs, where a tool needs it as well.
    const needed = Object.entries(JSON.parse(text) as object).filter(
      ([field]) => !NOT_BROUGHT.includes(field),
    );
    await writeFile(join(folder, 'package.json'), JSON.stringify(Object.fromEntries(needed)));
    const flags = ['--package-lock-only', '--ignore-scripts', '--offline', '--no-audit'];
    await run(folder, 'npm', 'install', ...flags);
    const printed = await run(folder, 'npm', 'sbom', '--package-lock-only', '--sbom-format', 'cyclonedx');
    await writeFile(target, printed);
    return (JSON.parse(printed) as Bom).components.map(({ name, version }) => `${name}@${version}`);
  });

/** `npm run sbom`: writes it beside the manifest, and fails if the package brings anything along. */
async function main(): Promise<void> {
  const components = await writeSbom(ROOT, join(ROOT, SBOM));
  process.stdout.write(`${SBOM} names ${components.length ? components.join(', ') : 'no dependency'}.\n`);
  process.exitCode = components.length ? 1 : 0;
}

if (require.main === module) void main();
