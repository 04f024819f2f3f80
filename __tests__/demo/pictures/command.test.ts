import { readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { copySources, endPrograms, run, temporaryFolder } from '../../package/scratch';
import { IMAGES, ROOT } from '../../readme/markdown';

// It simulates ten fleets.
jest.setTimeout(900_000);

let folder: string;
beforeAll(async () => {
  // Those that need a browser are tested in one.
  process.env.CHROMIUM = '/nowhere';
  folder = await temporaryFolder();
});
afterAll(() => {
  endPrograms();
  return rm(folder, { recursive: true, force: true });
});

it('npm run pictures draws every SVG image of the documents, as it is there', async () => {
  // A build of the repository itself could disturb another test.
  const repository = join(folder, 'repository');
  await copySources(repository);
  const drawn = (await run(repository, 'npm', 'run', '--silent', 'pictures')).trim().split('\n');

  expect(drawn.sort()).toEqual([...IMAGES].sort());
  const read = (root: string): string[] => IMAGES.map((image) => readFileSync(join(root, image), 'utf8'));
  // Not toEqual, whose difference of two images is of no use: `npm run pictures` brings them up to date.
  expect(read(repository).map((image, index) => image === read(ROOT)[index])).toEqual(IMAGES.map(() => true));
});
