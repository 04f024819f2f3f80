// Metro reads the `exports` of this folder, not those of the package, and they can't leave it.
export * from '../dist/axios-retry.mjs';
export { default } from '../dist/axios-retry.mjs';
