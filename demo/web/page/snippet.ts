import { JITTERS } from './jitters';
import { PLUGIN_DEFAULTS, type Settings } from './settings';

const WIDTH = 80;

/** 60_000 is easier to read than 60000. */
const literal = (value: number): string =>
  value < 10_000 ? String(value) : String(value).replace(/\B(?=(\d{3})+$)/g, '_');

/** An object on one line if it fits behind `before`, otherwise with a line for each property. */
function object(properties: readonly string[], before: number, indent = ''): string {
  const line = `{ ${properties.join(', ')} }`;
  if (before + line.length <= WIDTH && !line.includes('\n')) return line;
  return `{\n${properties.map((property) => `${indent}  ${property},\n`).join('')}${indent}}`;
}

/** The settings of the client as the code that a user would paste: only what differs from the plugin's defaults. */
export function snippet(settings: Settings): string {
  const { retries, initialDelay, multiplier, maxDelay, jitter, timeout, maxElapsedTime } = settings;
  const { code } = JITTERS[jitter];
  const isOwnJitter = jitter !== PLUGIN_DEFAULTS.jitter;
  const backoff = [
    ...(initialDelay === PLUGIN_DEFAULTS.initialDelay ? [] : [`initialDelay: ${literal(initialDelay)}`]),
    ...(multiplier === PLUGIN_DEFAULTS.multiplier ? [] : [`multiplier: ${multiplier}`]),
    ...(maxDelay === PLUGIN_DEFAULTS.maxDelay ? [] : [`maxDelay: ${literal(maxDelay)}`]),
    ...(isOwnJitter ? [`jitter: ${code}`] : []),
  ];
  const start = '  retryDelay: exponentialBackoff(';
  const options = [
    ...(retries === PLUGIN_DEFAULTS.retries ? [] : [`retries: ${retries}`]),
    ...(backoff.length ? [`retryDelay: exponentialBackoff(${object(backoff, start.length + 2, '  ')})`] : []),
    ...(maxElapsedTime === undefined ? [] : [`maxElapsedTime: ${literal(maxElapsedTime)}`]),
  ];
  const names = [
    'axiosRetry',
    ...(backoff.length ? ['exponentialBackoff'] : []),
    ...(isOwnJitter ? [code.replace('()', '')] : []),
  ].sort();
  const call = 'axiosRetry(client, ';
  return [
    "import axios from 'axios';",
    `import { ${names.join(', ')} } from 'axios-backoff';`,
    '',
    `const client = axios.create(${settings.failure === 'hang' ? `{ timeout: ${literal(timeout)} }` : ''});`,
    options.length ? `${call}${object(options, call.length + 2)});` : 'axiosRetry(client);',
    '',
  ].join('\n');
}
