import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import lock from '../../package-lock.json';
import manifest from '../../package.json';
import { ROOT } from '../readme/markdown';
import { temporaryFolder } from '../package/scratch';
import { writeSbom } from './sbom';

let folder: string;
let target: string;
beforeEach(async () => {
  folder = await temporaryFolder();
  target = join(folder, 'sbom.json');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const HASHED: unknown = expect.objectContaining({ hashes: [expect.objectContaining({ alg: 'SHA-512' })] });

const written = async (): Promise<unknown> => JSON.parse(await readFile(target, 'utf8'));

it('names the package and its version, and nothing that it brings along', async () => {
  expect(await writeSbom(ROOT, target)).toEqual([]);
  expect(await written()).toMatchObject({
    bomFormat: 'CycloneDX',
    metadata: {
      component: {
        name: manifest.name,
        version: manifest.version,
        purl: `pkg:npm/${manifest.name}@${manifest.version}`,
        licenses: [{ license: { id: 'MIT' } }],
      },
    },
    components: [],
  });
});

it.each(['dependencies', 'optionalDependencies'])(
  'names what stands under %s, with all that this brings, even if a tool needs it too',
  async (field) => {
    const changed = { ...manifest, [field]: { debug: '*' } };
    await writeFile(join(folder, 'package.json'), JSON.stringify(changed));
    await writeFile(join(folder, 'package-lock.json'), JSON.stringify(lock));
    const { 'node_modules/debug': debug, 'node_modules/ms': ms } = lock.packages;
    expect((await writeSbom(folder, target)).sort()).toEqual([`debug@${debug.version}`, `ms@${ms.version}`]);
    expect(await written()).toMatchObject({ components: [HASHED, HASHED] });
  },
);
