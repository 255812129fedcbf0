/**
 * Three projects: what needs nothing but Node, what runs the real engines, and what boots guests in them. Guests take all
 * cores where they are emulated, so these run last.
 */
const common = {
  testEnvironment: 'node',
  // Types are checked by "npm run check"; here each file is only transpiled.
  transform: { '^.+\\.ts$': ['ts-jest', { diagnostics: false }] },
  // The examples of the documentation import the package as its users do.
  moduleNameMapper: {
    '^vm-lifecycle$': '<rootDir>/lib',
    '^vm-lifecycle/review$': '<rootDir>/lib/review-api',
    '^vm-lifecycle/(.*)$': '<rootDir>/lib/drivers/$1',
  },
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/cdktf.out/'],
};

module.exports = {
  testSequencer: '<rootDir>/scripts/longest-first.cjs',
  projects: [
    {
      ...common,
      displayName: 'unit',
      testMatch: ['<rootDir>/__tests__/**/*.test.ts'],
      testPathIgnorePatterns: ['<rootDir>/__tests__/e2e/'],
    },
    {
      ...common,
      displayName: 'e2e',
      testMatch: ['<rootDir>/__tests__/e2e/**/*.test.ts'],
      testPathIgnorePatterns: ['\\.guests\\.test\\.ts$'],
    },
    {
      ...common,
      displayName: 'guests',
      testMatch: ['<rootDir>/__tests__/e2e/**/*.guests.test.ts'],
    },
  ],
};
