/**
 * A second copy of the package, as `import` and `require` make two of it in one process. It is loaded with this file,
 * not in a test: Stryker would take all that a file does when it is loaded for what that one test covers.
 */
export let otherCopy: typeof import('../../lib');

jest.isolateModules(() => {
  otherCopy = jest.requireActual<typeof import('../../lib')>('../../lib');
});
