import { createHash } from 'node:crypto';
import { SCRIPTS } from '../../../lib/redis/scripts';

describe('the scripts', () => {
  it.each(Object.entries(SCRIPTS))('%s has the digest of its text', (_name, { text, sha }) => {
    expect(sha).toBe(createHash('sha1').update(text).digest('hex'));
  });

  it.each(Object.entries(SCRIPTS))('%s touches no key but those it is given', (_name, { text }) => {
    const touched = [...text.matchAll(/redis\.call\('[A-Z]+', (\w+(?:\[\w+\])?)/g)].map(([, key]) => key);
    expect(touched.length).toBeGreaterThan(0);
    for (const key of touched) expect(['state', 'fleet', 'reports', 'counts', 'KEYS[i]']).toContain(key);
  });
});
