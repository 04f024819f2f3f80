/**
 * @jest-environment jsdom
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const DOCS = resolve(__dirname, '../../docs');

const images = readdirSync(DOCS, { recursive: true, encoding: 'utf8' }).filter((file) =>
  file.endsWith('.svg'),
);

// A browser shows nothing of one that is not.
it.each(images)('docs/%s is well-formed', (file) => {
  const image = new DOMParser().parseFromString(readFileSync(join(DOCS, file), 'utf8'), 'image/svg+xml');
  expect(image.querySelector('parsererror')).toBeNull();
  expect(image.documentElement.tagName).toBe('svg');
});
