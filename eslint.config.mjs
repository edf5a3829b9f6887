import tseslint from 'typescript-eslint';

export default tseslint.config(
  { ignores: ['**/dist/**', '**/node_modules/**', '.venv/**', 'notebooks/**', 'data/**', 'runs/**'] },
  {
    files: ['lib/src/**/*.ts', 'test/**/*.ts', 'site/src/**/*.ts', 'site/.vitepress/theme/{fitted,live-figure}.ts'],
    extends: [...tseslint.configs.recommended],
    languageOptions: { parserOptions: { project: './test/tsconfig.json', tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-floating-promises': ['error', { allowForKnownSafeCalls: [{ from: 'package', name: ['test', 'it', 'describe', 'suite'], package: 'node:test' }] }],
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      'max-lines': ['warn', { max: 260, skipBlankLines: false, skipComments: false }],
      'no-console': 'error',
    },
  },
  { files: ['lib/src/**/*.ts', 'site/src/**/*.ts', 'site/.vitepress/theme/{fitted,live-figure}.ts'], rules: { 'max-len': ['error', { code: 140 }] } },
);
