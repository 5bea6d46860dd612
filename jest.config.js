/** One run for unit, contract, architecture, end-to-end and conformance suites; CONTRIBUTING.md says how to run one of them. */
module.exports = {
  rootDir: __dirname,
  roots: ['<rootDir>/apps', '<rootDir>/libs', '<rootDir>/test'],
  testMatch: ['**/*.spec.ts'],
  testPathIgnorePatterns: ['/node_modules/', '/dist/', '<rootDir>/apps/console/'],
  modulePathIgnorePatterns: ['<rootDir>/dist/'],
  testEnvironment: 'node',
  transform: { '^.+\\.(t|m?j)s$': ['@swc/jest'] },
  // These ship ES modules alone; each further package that does is added here.
  transformIgnorePatterns: [
    '/node_modules/(?!(@nestjs|file-type|strtok3|token-types|uint8array-extras|@tokenizer|@borewit|uuid|cookie|content-disposition)/)',
  ],
  moduleNameMapper: {
    '^(\\.{1,2}/.*)\\.js$': '$1', // a dynamic import() needs its .js ending under nodenext
    '^@app/evaluation/testing$': '<rootDir>/libs/evaluation/testing/index.ts',
    '^@app/persistence/reading$': '<rootDir>/libs/persistence/src/reading/index.ts',
    '^@app/([^/]+)$': '<rootDir>/libs/$1/src/index.ts',
  },
  modulePaths: ['<rootDir>/test/tools/node_modules'],
  globalSetup: '<rootDir>/test/support/global-setup.ts',
  globalTeardown: '<rootDir>/test/support/global-teardown.ts',
  reporters: ['default', '<rootDir>/test/support/reporter.cjs'],
  maxWorkers: 2,
  testTimeout: 30_000,
};
