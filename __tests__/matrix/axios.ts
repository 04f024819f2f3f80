import { writeSuite } from './bundle';
import { exitCodeOf, reportOf } from './report';
import { runSuite, type SuiteRun } from './run-suite';
import { axiosNamed, inScratch, installForSuite } from './scratch';

// The last of each line that is still in use, the first and second of 1.x, and those where much has changed: native
// forms (1.3), the fetch adapter (1.7), the order of interceptors (1.13.5), answers that are cut short (1.16).
const VERSIONS = [
  ...['0.27.2', '0.28.1', '0.30.3', '0.35.0'],
  ...['1.0.0', '1.1.3', '1.2.6', '1.4.0', '1.6.8', '1.7.9', '1.8.4', '1.12.2', '1.15.2', '1.18.1'],
  'latest',
];

/** Runs the suite once with each version of axios. */
const testVersions = (versions: readonly string[]): Promise<SuiteRun[]> =>
  inScratch(async (folder) => {
    await installForSuite(folder, versions);
    const runs: SuiteRun[] = [];
    for (const version of versions) {
      process.stderr.write(`axios ${version}\n`);
      const suite = await writeSuite(folder, axiosNamed(version));
      const name = (report = { axios: version }): string =>
        report.axios === version ? version : `${report.axios} (${version})`;
      runs.push(await runSuite(name, folder, process.execPath, [suite]));
    }
    return runs;
  });

async function main(): Promise<void> {
  // Versions and tags of axios, as npm takes them.
  const versions = process.argv.slice(2);
  const runs = await testVersions(versions.length ? versions : VERSIONS);
  process.stdout.write(reportOf('axios', runs));
  process.exitCode = exitCodeOf(runs);
}

void main();
