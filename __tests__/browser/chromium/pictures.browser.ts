import { readdirSync, statSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { takePictures } from '../../../demo/pictures/playground-pictures';
import { temporaryFolder } from '../../package/scratch';
import { ROOT } from '../../readme/markdown';

jest.setTimeout(120_000);

/** What a reader of a document may be made to wait for. */
const MOST_BYTES = 80_000;

it('npm run pictures takes every picture of the playground that the documents have, none of them large', async () => {
  const root = await temporaryFolder();
  const taken: string[] = [];
  try {
    await takePictures(root, (file) => taken.push(file));
    const pictures = readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.png') && !file.startsWith('.'))
      .map((file) => `docs/${file}`);
    expect(taken.sort()).toEqual(pictures.sort());
    const large = [root, ROOT].flatMap((folder) =>
      taken.map((file) => join(folder, file)).filter((file) => statSync(file).size > MOST_BYTES),
    );
    expect(large).toEqual([]);
  } finally {
    await rm(root, { recursive: true, force: true });
  }
});
