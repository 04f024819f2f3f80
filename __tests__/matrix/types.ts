import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import manifest from '../../package.json';
import type { CaseResult } from '../behaviour/harness';
import { buildAndPack, install, run } from '../package/scratch';
import { forEachAtOnce } from './at-once';
import { exitCodeOf, reportOf } from './report';
import type { SuiteRun } from './run-suite';
import { axiosNamed, inScratch } from './scratch';
import { testConflicts } from './type-conflicts';

// The oldest; the first in which a later type can go missing unseen; the last before a large change; the newest.
const AXIOS = ['0.27.2', '1.2.6', '1.7.9', '1.13.6', '1.21.1'];
const TYPESCRIPT = ['4.7.4', '5.4.5', '5.9.3', '6.0.3', '7.0.2'];

const compilerNamed = (version: string): string => `typescript-${version}`;

type Extension = 'ts' | 'mts' | 'cts';

/** A way in which TypeScript finds a package. */
interface Resolution {
  readonly name: string;
  /** @param version that of TypeScript, without its patch. */
  readonly options: (version: number) => Readonly<Record<string, unknown>>;
  readonly modules: readonly Extension[];
  readonly commonjs: readonly Extension[];
  /** What follows an import of types of axios. */
  readonly mode?: string;
  /** Why a version of TypeScript does not have it, if it does not. */
  readonly isMissing?: (version: number) => string | false;
}

const versionOf = (text: string): number => Number.parseFloat(text);
const bundler = (): Record<string, unknown> => ({ module: 'preserve', moduleResolution: 'bundler' });

const RESOLUTIONS: readonly Resolution[] = [
  {
    name: 'node10',
    options: (version) => ({
      module: 'commonjs',
      moduleResolution: version < 5 ? 'node' : 'node10',
      ...(version < 6 ? { esModuleInterop: false } : { ignoreDeprecations: '6.0' }),
    }),
    modules: ['ts'],
    commonjs: ['ts'],
    isMissing: (version) => version >= 7 && 'because TypeScript 7 has no node10 resolution',
  },
  ...['node16', 'nodenext'].map((name) => ({
    name,
    options: () => ({ module: name }),
    modules: ['ts', 'mts'] as const,
    commonjs: ['ts', 'cts'] as const,
  })),
  {
    name: 'bundler',
    options: bundler,
    modules: ['ts'],
    commonjs: [],
    isMissing: (version) => version < 5 && 'because TypeScript 4 has no bundler resolution',
  },
  {
    // import and require() may stand side by side, and axios has other types for each.
    name: 'bundler-required',
    options: bundler,
    modules: [],
    commonjs: ['ts'],
    mode: " with { 'resolution-mode': 'require' }",
    isMissing: (version) =>
      version < 5.9 && 'because a bundler of TypeScript before 5.9 has one kind of types, those of import',
  },
];

const OWN_IMPORTS =
  /import axiosRetry, (\{[^}]*\}) from '..\/..\/lib';\nimport type (\{[^}]*\}) from '..\/..\/lib';/;

/** The consumer with each import and require of both entries, by file. */
function consumersOf(consumer: string, { modules, commonjs, mode = '' }: Resolution): Record<string, string> {
  const [, values = '', types = ''] = OWN_IMPORTS.exec(consumer) ?? [];
  const main = "'axios-backoff'";
  const entry = "'axios-backoff/axios-retry'";
  const typed = `import type ${types} from ${main};`;
  const typedBy = (namespace: string): string =>
    `const ${values} = ${namespace};${types.replace(/\w+/g, `type $& = ${namespace}.$&`).replace(/[{},]/g, ';')}`;
  const forms: readonly [form: string, extensions: readonly Extension[], imports: string][] = [
    ['default', modules, `import axiosRetry, ${values} from ${main}; ${typed}`],
    ['named', modules, `import { axiosRetry } from ${main}; import ${values} from ${main}; ${typed}`],
    ['entry', modules, `import axiosRetry from ${entry}; import ${values} from ${main}; ${typed}`],
    ['required', commonjs, `import axiosRetry = require(${main}); ${typedBy('axiosRetry')}`],
    [
      'required-entry',
      commonjs,
      `import axiosRetry = require(${entry}); import all = require(${main}); ${typedBy('all')}`,
    ],
  ];
  return Object.fromEntries(
    forms.flatMap(([form, extensions, imports]) =>
      extensions.map((extension) => [
        `${form}.${extension}`,
        consumer.replace(OWN_IMPORTS, () => imports).replace("from 'axios';", `from 'axios'${mode};`),
      ]),
    ),
  );
}

/** What the compiler says of all consumers in one way to find packages; nothing where all is well. */
async function compile(folder: string, version: string, { name, options }: Resolution): Promise<string> {
  const compilerOptions = {
    ...{ target: 'ES2020', lib: ['ES2020', 'DOM'], types: [], noEmit: true },
    ...{ strict: true, exactOptionalPropertyTypes: true, skipLibCheck: false },
    ...options(versionOf(version)),
  };
  const project = join(folder, `${name}-${version}.json`);
  await writeFile(project, JSON.stringify({ compilerOptions, include: [`axios-*/${name}/*`] }));
  const compiler = join(folder, 'node_modules', compilerNamed(version), 'bin/tsc');
  return run(folder, process.execPath, compiler, '-p', project).catch(String);
}

/**
 * One case for each version of axios. All are compiled at once, since the checks of the platform's own types take the
 * most time; what is wrong with one is in its folder.
 */
async function testResolution(
  folder: string,
  version: string,
  resolution: Resolution,
  versionsOfAxios: readonly string[],
): Promise<CaseResult[]> {
  const names = versionsOfAxios.map(
    (axios) => [`axios ${axios}, ${resolution.name}`, axiosNamed(axios)] as const,
  );
  const detail = resolution.isMissing?.(versionOf(version));
  if (detail) return names.map(([name]) => ({ name, outcome: 'not possible', detail }));
  const output = await compile(folder, version, resolution);
  const errors = output.split(/\n(?=\S)/).filter((text) => text.includes('error TS'));
  // Those that name no version of axios concern all.
  const general = errors.length ? errors.filter((text) => !text.startsWith('axios-')) : [output];
  return names.map(([name, home]) => {
    const own = [...general, ...errors.filter((text) => text.startsWith(`${home}/`))].join('\n');
    return own ? { name, outcome: 'failed', detail: own } : { name, outcome: 'passed' };
  });
}

/** Puts a version of axios beside a package of its own, and the consumers beside both. */
async function prepare(folder: string, axios: string, consumer: string): Promise<void> {
  const home = join(folder, axiosNamed(axios));
  const modules = join(folder, 'node_modules');
  await cp(join(modules, axiosNamed(axios)), join(home, 'node_modules/axios'), { recursive: true });
  await cp(join(modules, manifest.name), join(home, 'node_modules', manifest.name), { recursive: true });
  // TypeScript takes two packages with one name and version for one.
  const version = `${manifest.version}-with-${axios}`;
  await writeFile(
    join(home, 'node_modules', manifest.name, 'package.json'),
    JSON.stringify({ ...manifest, version }),
  );
  for (const resolution of RESOLUTIONS) {
    await mkdir(join(home, resolution.name));
    for (const [file, text] of Object.entries(consumersOf(consumer, resolution))) {
      await writeFile(join(home, resolution.name, file), text);
    }
  }
}

/** Compiles what users write with each version of axios and of TypeScript, and each way to find a package. */
const testTypes = (versionsOfAxios: readonly string[]): Promise<SuiteRun[]> =>
  inScratch(async (folder) => {
    const { tarball } = await buildAndPack(folder);
    await install(folder, [
      tarball,
      ...versionsOfAxios.map((version) => `${axiosNamed(version)}@npm:axios@${version}`),
      ...TYPESCRIPT.map((version) => `${compilerNamed(version)}@npm:typescript@${version}`),
    ]);
    const consumer = await readFile(join(__dirname, 'typed-consumer.ts'), 'utf8');
    for (const version of versionsOfAxios) await prepare(folder, version, consumer);

    const runs = TYPESCRIPT.map((version) => ({ where: version, results: [] as CaseResult[] }));
    const tasks = runs.flatMap((ofVersion) =>
      RESOLUTIONS.map((resolution) => ({ ...ofVersion, resolution })),
    );
    await forEachAtOnce(tasks, async ({ where, results, resolution }) => {
      results.push(...(await testResolution(folder, where, resolution, versionsOfAxios)));
    });
    const conflicts = await testConflicts(join(folder, 'conflicts'), tarball);
    return [...runs, { where: 'conflicts', results: conflicts }];
  });

async function main(): Promise<void> {
  const versions = process.argv.slice(2);
  const runs = await testTypes(versions.length ? versions : AXIOS);
  process.stdout.write(reportOf('TypeScript', runs));
  process.exitCode = exitCodeOf(runs);
}

void main();
