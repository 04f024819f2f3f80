import js from '@eslint/js';
import tseslint from 'typescript-eslint';

export default tseslint.config(
  // The fixtures are applications of their own, with packages that are not installed here.
  {
    ignores: [
      '**/dist/',
      'compiled/',
      'coverage/',
      'docs/api/',
      'docs/.vitepress/{cache,public}/',
      '__tests__/matrix/fixtures/',
    ],
  },
  js.configs.recommended,
  {
    files: ['**/*.mjs'],
    languageOptions: { globals: { console: 'readonly', process: 'readonly', URL: 'readonly' } },
  },
  { files: ['**/*.cjs'], languageOptions: { globals: { module: 'writable', require: 'readonly' } } },
  {
    // They run where there is no TypeScript: in bundlers, in pages, in workers.
    files: ['__tests__/matrix/hosts/*', '__tests__/redis/*.cjs'],
    languageOptions: {
      globals: Object.fromEntries(
        [
          ...['AbortController', 'Response', 'URL', 'clearTimeout', 'console', 'fetch', 'performance'],
          ...['process', 'queueMicrotask', 'setImmediate', 'setTimeout'],
        ].map((name) => [name, 'readonly']),
      ),
    },
  },
  {
    files: ['**/*.ts', '**/*.mts'],
    extends: [...tseslint.configs.strictTypeChecked, ...tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
    },
  },
  {
    files: ['lib/**/*.ts'],
    rules: {
      complexity: ['error', 10],
      'max-lines-per-function': ['error', { max: 40, skipBlankLines: true, skipComments: true }],
      'no-restricted-syntax': [
        'error',
        {
          selector: 'PrivateIdentifier',
          message: 'ES2020 has no #private: lowered, it becomes a WeakMap for each member. Use "private".',
        },
      ],
    },
  },
  {
    files: ['__tests__/**/*.ts'],
    rules: {
      // Tests hand in what the types forbid, and look at what they do not show.
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
    },
  },
);
