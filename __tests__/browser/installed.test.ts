import { missingFor, pathOf } from './browsers/installed';

const { env } = process;

beforeEach(() => {
  process.env = { PATH: env.PATH };
});

afterEach(() => {
  process.env = env;
});

it('a browser that is not there is named, with the command that brings it and the variable that holds its path', () => {
  process.env.FIREFOX = '/nowhere/firefox';
  expect(missingFor('firefox')).toBe(
    'The tests in firefox need /nowhere/firefox: apt-get update && apt-get install -y firefox-esr ' +
      '(or set FIREFOX to another path).',
  );
});

it('all that a browser needs is named at once', () => {
  Object.assign(process.env, { WEBKIT: '/nowhere/a', WEBKIT_DRIVER: '/nowhere/b', XVFB: '/nowhere/c' });
  expect(missingFor('webkit')).toBe(
    'The tests in webkit need /nowhere/a and /nowhere/b and /nowhere/c: ' +
      'apt-get update && apt-get install -y webkit2gtk-driver xvfb ' +
      '(or set WEBKIT and WEBKIT_DRIVER and XVFB to another path).',
  );
});

it('nothing is missing where each path is that of a program', () => {
  process.env.CHROMIUM = process.execPath;
  expect(pathOf('chromium')).toBe(process.execPath);
  expect(missingFor('chromium')).toBeUndefined();
});
