import fc from 'fast-check';

const SURROGATES = 0xd800;

/**
 * Texts of any characters. `fc.string({ unit: 'binary' })` has the same, but lists all of them first: a second, and
 * 160 MB, in each test file.
 */
export const anyText = (maxLength: number): fc.Arbitrary<string> =>
  fc
    .array(fc.integer({ min: 0, max: 0x10_f7ff }), { maxLength })
    .map((points) =>
      String.fromCodePoint(...points.map((point) => (point < SURROGATES ? point : point + 0x800))),
    );
