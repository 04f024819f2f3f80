import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { copySources, endPrograms, run, temporaryFolder } from './scratch';

// What `npm run bench` measures that no other load on the machine can change, held to its limits.
const NAMES = ['allocation', 'sleepers', 'sleepers-warm', 'sleepers-body', 'sleepers-body-warm'] as const;
type Name = (typeof NAMES)[number];
type Subject = 'axios' | 'axios-backoff';

interface Document {
  readonly measurements: readonly {
    readonly name: Name;
    readonly figures: Readonly<Record<Subject, { readonly median: number }>>;
  }[];
}

let folder: string;
let measured: Document;
beforeAll(async () => {
  folder = await temporaryFolder();
  // A build of the repository itself could disturb another test.
  const repository = join(folder, 'repository');
  await copySources(repository);
  const printed = await run(
    repository,
    ...(['npm', 'run', '--silent', 'bench', '--'] as const),
    ...['--rounds', '1', '--json', '--only', ...NAMES],
  );
  measured = JSON.parse(printed) as Document;
  // Five measurements, beside whatever else the machine does.
}, 900_000);
afterAll(() => {
  endPrograms();
  return rm(folder, { recursive: true, force: true });
});

/** The bytes of one call. */
const bytesOf = (name: Name, subject: Subject): number =>
  measured.measurements.find((candidate) => candidate.name === name)!.figures[subject].median;

// 1,200 bytes. The measurement repeats to 0.3 % of the 27 kB that a call takes.
it('a call that never fails allocates hardly more than with axios alone', () => {
  const more = bytesOf('allocation', 'axios-backoff') - bytesOf('allocation', 'axios');
  expect(more).toBeLessThanOrEqual(1300);
});

describe.each([
  ['at first', 'sleepers', 'sleepers-body'],
  ['after 50,000 retries, by when V8 has compiled the loop for speed', 'sleepers-warm', 'sleepers-body-warm'],
] as const)('a call that sleeps, %s', (_when, empty, withBody) => {
  it('holds nothing of the answer that failed: as much after 16 kB as after none', () => {
    const difference = bytesOf(withBody, 'axios-backoff') - bytesOf(empty, 'axios-backoff');
    expect(difference).toBeLessThan(1000);
  });
});
