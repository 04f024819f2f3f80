import { accessSync, constants } from 'node:fs';
import type { BrowserName } from './browser';

interface Program {
  /** The environment variable that may hold its path. */
  readonly variable: string;
  /** Where Debian's package puts it. */
  readonly path: string;
  readonly package: string;
}

const ARCHITECTURE = process.arch === 'arm64' ? 'aarch64' : 'x86_64';

const PROGRAMS = {
  chromium: { variable: 'CHROMIUM', path: '/usr/bin/chromium', package: 'chromium' },
  firefox: { variable: 'FIREFOX', path: '/usr/bin/firefox-esr', package: 'firefox-esr' },
  webkit: {
    variable: 'WEBKIT',
    path: `/usr/lib/${ARCHITECTURE}-linux-gnu/webkit2gtk-4.1/MiniBrowser`,
    package: 'webkit2gtk-driver',
  },
  driver: { variable: 'WEBKIT_DRIVER', path: '/usr/bin/WebKitWebDriver', package: 'webkit2gtk-driver' },
  screen: { variable: 'XVFB', path: '/usr/bin/Xvfb', package: 'xvfb' },
} satisfies Record<string, Program>;

const NEEDS: Readonly<Record<BrowserName, readonly (keyof typeof PROGRAMS)[]>> = {
  chromium: ['chromium'],
  firefox: ['firefox'],
  webkit: ['webkit', 'driver', 'screen'],
};

/** Where a program is. */
export function pathOf(program: keyof typeof PROGRAMS): string {
  const { variable, path } = PROGRAMS[program];
  return process.env[variable] ?? path;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Says what a browser lacks, and how to come by it; nothing if it can be started. */
export function missingFor(browser: BrowserName): string | undefined {
  const missing = NEEDS[browser].filter((program) => !isExecutable(pathOf(program)));
  if (missing.length === 0) return undefined;
  const packages = new Set(missing.map((program) => PROGRAMS[program].package));
  const variables = missing.map((program) => PROGRAMS[program].variable);
  return (
    `The tests in ${browser} need ${missing.map(pathOf).join(' and ')}: ` +
    `apt-get update && apt-get install -y ${[...packages].join(' ')} ` +
    `(or set ${variables.join(' and ')} to another path).`
  );
}
