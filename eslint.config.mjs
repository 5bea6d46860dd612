import tseslint from 'typescript-eslint';

const pure = ['libs/evaluation/src/**/*.ts', 'libs/protocol/src/**/*.ts', 'libs/data-system/src/**/*.ts', 'libs/domain/src/**/*.ts'];
const tests = ['**/*.spec.ts', '**/*.contract.ts', 'test/**/*.ts', '**/testing/**/*.ts'];

export default tseslint.config(
  { ignores: ['dist/**', '**/node_modules/**', 'apps/console/**', 'coverage/**'] },
  {
    files: ['**/*.ts'],
    extends: [...tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { project: './tsconfig.json', tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/require-await': 'off', // an adapter may be async in name only
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      eqeqeq: ['error', 'always', { null: 'ignore' }],
    },
  },
  {
    files: ['apps/**/*.ts', 'libs/**/*.ts'],
    ignores: [...tests, 'apps/*/src/main.ts', 'apps/*/src/cli/**'],
    rules: {
      'no-restricted-properties': ['error', { object: 'process', property: 'env', message: 'main.ts and cli/ read the environment; everything else is given its configuration' }],
    },
  },
  {
    files: pure,
    ignores: tests,
    rules: {
      'no-restricted-properties': [
        'error',
        { object: 'Date', property: 'now', message: 'clocks are handed in' },
        { object: 'Math', property: 'random', message: 'randomness is handed in' },
        { object: 'performance', property: 'now', message: 'clocks are handed in' },
      ],
      'no-restricted-syntax': ['error', { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: 'clocks are handed in' }],
    },
  },
  {
    files: tests,
    rules: {
      '@typescript-eslint/no-explicit-any': 'off', // a test looks at what came, whatever it is
      '@typescript-eslint/no-require-imports': 'off',
      '@typescript-eslint/consistent-type-imports': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/unbound-method': 'off',
    },
  },
);
