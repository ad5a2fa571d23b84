import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/{small,medium,e2e}/**/*.test.ts'],
    globalSetup: ['test/support/global-setup.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // Each test file starts real services; more at once than cores only makes all of them late.
    maxWorkers: 2,
    reporters: process.env.CI ? ['default', ['json', { outputFile: 'test-report.json' }]] : ['default'],
  },
});
