import { exponentialBackoff } from '../../../lib';
import {
  DEFAULTS,
  FIELDS,
  PLUGIN_DEFAULTS,
  problemOf,
  readSettings,
  type Field,
} from '../../../demo/web/page/settings';

describe('the settings of the playground', () => {
  it('are numbers and names; a Retry-After that is not given is none', () => {
    expect(readSettings(DEFAULTS, 'run')).toEqual({
      failures: 10,
      failure: '503',
      retryAfter: undefined,
      timeout: 1000,
      request: 'get',
      retries: 10,
      initialDelay: 100,
      multiplier: 2,
      maxDelay: 2000,
      jitter: 'full',
      maxElapsedTime: undefined,
      clients: 10,
      window: 10,
    });
  });

  it.each<[Field, string, string]>([
    ['failures', '-1', 'a whole number from 0 to 100'],
    ['failures', '', 'a whole number from 0 to 100'],
    ['failure', '404', 'one of 429, 500, 503, reset, hang'],
    ['retryAfter', '1.5', 'a whole number from 0 to 3600'],
    ['timeout', '0', 'a whole number from 1 to 60000'],
    ['retries', '101', 'a whole number from 0 to 100'],
    ['initialDelay', '1e3', 'a whole number from 0 to 3600000'],
    ['multiplier', '0.9', 'a number from 1 to 100'],
    ['multiplier', '2,5', 'a number from 1 to 100'],
    ['maxDelay', '0x10', 'a whole number from 0 to 3600000'],
    ['jitter', 'some', 'one of full, equal, decorrelated, proportional, none'],
    ['clients', '1', 'a whole number from 2 to 100'],
    ['window', 'Infinity', 'a whole number from 1 to 10000'],
  ])('refuse %s %p, and say what it must be', (field, text, rule) => {
    expect(problemOf(field, text)).toBe(`It must be ${rule}.`);
  });

  it('have defaults that are right', () => {
    expect(FIELDS.filter((field) => problemOf(field, DEFAULTS[field]))).toEqual([]);
  });

  it('are none when a field that plays a part is wrong, and no worse for one that plays none', () => {
    const texts = { ...DEFAULTS, retryAfter: 'soon', timeout: 'never', clients: 'all' };
    expect(readSettings({ ...texts, failure: '503' }, 'run')).toBeUndefined();
    expect(readSettings({ ...texts, failure: 'hang' }, 'run')).toBeUndefined();
    expect(readSettings({ ...texts, failure: 'reset' }, 'backoff')).toBeUndefined();
    expect(readSettings({ ...texts, failure: 'reset' }, 'run')).toMatchObject({
      failure: 'reset',
      clients: 10,
    });
  });

  it('know the defaults of the plugin', () => {
    const { initialDelay, multiplier, maxDelay } = PLUGIN_DEFAULTS;
    const told = exponentialBackoff({ initialDelay, multiplier, maxDelay, random: () => 0.5 });
    const untold = exponentialBackoff({ random: () => 0.5 });
    for (let retry = 1; retry <= 10; retry++) {
      expect([untold.ceiling(retry), untold(retry)]).toEqual([told.ceiling(retry), told(retry)]);
    }
  });
});
