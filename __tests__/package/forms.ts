const VALUES = 'exponentialBackoff, getRetryState';
const TYPES = 'LogEvent, RetryInstallation, RetryOptions, RetryState';

/** `require()` in TypeScript: what it compiles to is what a user of plain JavaScript writes. */
const REQUIRE = {
  require: `
    import axiosRetry = require('axios-backoff');
    const { ${VALUES} } = axiosRetry;
    type LogEvent = axiosRetry.LogEvent;
    type RetryInstallation = axiosRetry.RetryInstallation;
    type RetryOptions = axiosRetry.RetryOptions;
    type RetryState = axiosRetry.RetryState;`,
  'require-default': `
    import backoff = require('axios-backoff');
    import type { ${TYPES} } from 'axios-backoff';
    const axiosRetry = backoff.default;
    const { ${VALUES} } = backoff;`,
  'require-named': `
    import backoff = require('axios-backoff');
    import type { ${TYPES} } from 'axios-backoff';
    const { axiosRetry, ${VALUES} } = backoff;`,
};

const IMPORT = {
  default: `
    import axiosRetry, { ${VALUES} } from 'axios-backoff';
    import type { ${TYPES} } from 'axios-backoff';`,
  named: `import { axiosRetry, ${VALUES}, type ${TYPES.replaceAll(', ', ', type ')} } from 'axios-backoff';`,
  namespace: `
    import * as backoff from 'axios-backoff';
    import type { ${TYPES} } from 'axios-backoff';
    const { default: axiosRetry, ${VALUES} } = backoff;`,
};

const JAVASCRIPT = {
  'plain-require.cjs': `const axiosRetry = require('axios-backoff');`,
  'plain-require-default.cjs': `const axiosRetry = require('axios-backoff').default;`,
  'plain-require-named.cjs': `const { axiosRetry } = require('axios-backoff');`,
  'plain-default.mjs': `import axiosRetry from 'axios-backoff';`,
  'plain-named.mjs': `import { axiosRetry } from 'axios-backoff';`,
};

/** The consumer, with other imports of the package in place of its own. */
function withForms(
  consumer: string,
  extension: 'cts' | 'mts' | 'ts',
  forms: Readonly<Record<string, string>>,
): Record<string, string> {
  const own = /(import [^;]* from '\.\.\/\.\.\/lib';\n)+/;
  return Object.fromEntries(
    Object.entries(forms).map(([name, imports]) => [
      `${name}.${extension}`,
      consumer.replace(own, () => `${imports}\n`),
    ]),
  );
}

/** A smaller consumer in plain JavaScript; the compiler checks that too. */
function javascript(): Record<string, string> {
  const body = (imports: string, axios: string, exports: string): string => `// @ts-check
    ${axios}
    ${imports}
    /** @param {string} baseURL */
    async function run(baseURL) {
      const client = axios.create({ baseURL });
      axiosRetry(client, { retries: 2, retryDelay: 1, log: false });
      const response = await client.get('/once');
      return response.config['axios-retry']?.retryCount;
    }
    // @ts-expect-error -- a word is no number of retries
    () => axiosRetry(axios, { retries: 'three' });
    ${exports}`;
  return Object.fromEntries(
    Object.entries(JAVASCRIPT).map(([file, imports]) => [
      file,
      file.endsWith('.mjs')
        ? body(imports, `import axios from 'axios';`, `export { run };`)
        : body(imports, `const axios = require('axios');`, `module.exports = { run };`),
    ]),
  );
}

/** A folder of consumers and the compiler that they are given to. */
export interface Project {
  readonly compiler: 'typescript' | 'typescript-5.9' | 'typescript-4.7';
  readonly type: 'commonjs' | 'module';
  readonly options: Readonly<Record<string, unknown>>;
  /** The text of each file. */
  readonly files: Readonly<Record<string, string>>;
}

/** All forms of import under all ways to resolve them. */
export function projectsOf(consumer: string): Readonly<Record<string, Project>> {
  const required = (extension: 'cts' | 'ts'): Record<string, string> =>
    withForms(consumer, extension, REQUIRE);
  const imported = (extension: 'mts' | 'ts'): Record<string, string> =>
    withForms(consumer, extension, IMPORT);

  return {
    nodenext: {
      compiler: 'typescript',
      type: 'commonjs',
      options: { module: 'nodenext', allowJs: true },
      files: { ...required('cts'), ...imported('mts'), ...imported('ts'), ...javascript() },
    },
    bundler: {
      compiler: 'typescript',
      type: 'module',
      options: { module: 'esnext', moduleResolution: 'bundler' },
      files: imported('ts'),
    },
    'node16-typescript-4.7': {
      compiler: 'typescript-4.7',
      type: 'commonjs',
      options: { module: 'node16', esModuleInterop: true },
      files: { ...required('cts'), ...imported('mts'), ...imported('ts') },
    },
    // Reads `main` and `types` of package.json, and makes `.default` of a default import as it stands.
    'node10-typescript-4.7': {
      compiler: 'typescript-4.7',
      type: 'commonjs',
      options: { module: 'commonjs', moduleResolution: 'node', esModuleInterop: false },
      files: { ...required('ts'), ...imported('ts') },
    },
  };
}

/** What plain JavaScript says to axios-retry, which has its function at `default`. */
const PLAIN_ALIAS = `// @ts-check
  const axios = require('axios');
  const axiosRetry = require('axios-retry').default;
  const { isNetworkError } = require('axios-retry');
  /** @param {string} baseURL */
  async function run(baseURL) {
    const client = axios.create({ baseURL });
    axiosRetry(client, { retries: 2, retryDelay: axiosRetry.linearDelay(1) });
    const response = await client.get('/once');
    return [response.config['axios-retry']?.retryCount, axiosRetry.isNetworkError === isNetworkError];
  }
  // @ts-expect-error -- a word is no number of retries
  () => axiosRetry(axios, { retries: 'three' });
  module.exports = { run };`;

/** Code written for axios-retry, as it stands, for each compiler as an ES module and as CommonJS. */
export function aliasProjectsOf(consumer: string): Readonly<Record<string, Project>> {
  const files = { 'module.mts': consumer, 'commonjs.cts': consumer, 'plain.cjs': PLAIN_ALIAS };
  const both = (compiler: Project['compiler'], module: string): Project => ({
    compiler,
    type: 'commonjs',
    options: { module, allowJs: true, esModuleInterop: true },
    files,
  });
  return {
    'typescript-6': both('typescript', 'nodenext'),
    'typescript-5.9': both('typescript-5.9', 'nodenext'),
    'typescript-4.7': both('typescript-4.7', 'node16'),
    'typescript-4.7-node10': {
      compiler: 'typescript-4.7',
      type: 'commonjs',
      options: { module: 'commonjs', moduleResolution: 'node', esModuleInterop: false },
      files: { 'commonjs.ts': consumer },
    },
    'typescript-6-bundler': {
      compiler: 'typescript',
      type: 'module',
      options: { module: 'esnext', moduleResolution: 'bundler' },
      files: { 'module.ts': consumer },
    },
  };
}

const ENTRY = 'axios-backoff/axios-retry';

/** The same with that one import changed, and the function itself from `require()`. */
export function entryProjectsOf(consumer: string): Readonly<Record<string, Project>> {
  const withEntry = (text: string): string =>
    text.replace(/(from |require\()'axios-retry'/g, (_all, before) => `${before}'${ENTRY}'`);
  const called = withEntry(consumer).replace(
    /import axiosRetry, (\{[^}]*\}) from/,
    `import axiosRetry = require('${ENTRY}');\nimport $1 from`,
  );
  return Object.fromEntries(
    Object.entries(aliasProjectsOf(consumer)).map(([name, project]) => {
      const files = Object.entries(project.files).map(([file, text]) => [file, withEntry(text)]);
      const isCommonJs = Object.keys(project.files).find((file) => file.startsWith('commonjs'));
      if (isCommonJs !== undefined) files.push([isCommonJs.replace('commonjs', 'called'), called]);
      return [name, { ...project, files: Object.fromEntries(files) as Project['files'] }];
    }),
  );
}
