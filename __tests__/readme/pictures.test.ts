/**
 * @jest-environment jsdom
 */
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { IMAGES } from './markdown';

const ROOT = resolve(__dirname, '../..');

// A browser shows nothing of one that is not.
it.each(IMAGES)('%s is well-formed', (file) => {
  const image = new DOMParser().parseFromString(readFileSync(join(ROOT, file), 'utf8'), 'image/svg+xml');
  expect(image.querySelector('parsererror')).toBeNull();
  expect(image.documentElement.tagName).toBe('svg');
});
