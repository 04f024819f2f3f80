import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { copySources, run, temporaryFolder, endPrograms } from '../../package/scratch';

interface Document {
  readonly scenario: object;
  readonly strategies: readonly {
    readonly strategy: string;
    readonly lost: number;
    readonly attemptsPerCall: number;
  }[];
}

let folder: string;
let repository: string;
beforeAll(async () => {
  folder = await temporaryFolder();
  // A build of the repository itself could disturb another test.
  repository = join(folder, 'repository');
  await copySources(repository);
});
afterAll(() => {
  endPrograms();
  return rm(folder, { recursive: true, force: true });
});

it('npm run simulate builds the package, simulates, prints one JSON document and draws a plot', async () => {
  const plot = join(folder, 'plot.svg');
  const args =
    '--rate 20 --duration 5 --capacity 30 --outage 0-2.5 --strategies full,none --json --plot'.split(' ');
  const printed = await run(repository, 'npm', 'run', '--silent', 'simulate', '--', ...args, plot);

  const { scenario, strategies } = JSON.parse(printed) as Document;
  expect(scenario).toMatchObject({ rate: 20, duration: 5000, seed: 1 });
  expect(strategies).toMatchObject([
    { strategy: 'full', lost: 0, attemptsPerCall: expect.any(Number) },
    { strategy: 'none', lost: 50, attemptsPerCall: 1 },
  ]);
  expect(strategies[0]?.attemptsPerCall).toBeGreaterThanOrEqual(1.5);
  expect(await readFile(plot, 'utf8')).toMatch(/^<svg [^]*full jitter[^]*no retry/);
});

it('npm run simulate:grid builds the package, simulates each scenario, and exits as --help says', async () => {
  const args = ['--scenarios', '2', '--seeds', '1', '--workers', '1'];
  let code: unknown = 0;
  let text: string;
  try {
    text = await run(repository, 'npm', 'run', '--silent', 'simulate:grid', '--', ...args);
  } catch (error) {
    const { message, cause } = error as Error & { readonly cause: { readonly code?: unknown } };
    [code, text] = [cause.code, message];
  }
  const [, missed] = /^2 scenarios, (\d) missed\. On average the pacer needs/m.exec(text) ?? [];
  expect(code).toBe(Number(missed) > 0 ? 1 : 0);
  expect(text.match(/^Scenario \d, outage: /gm) ?? []).toHaveLength(Number(missed));
});
