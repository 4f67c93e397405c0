import {defineConfig} from 'vitest/config';

/** What every package's tests share: sources instead of builds, one process a file. */
export default defineConfig({
  ssr: {resolve: {conditions: ['@ntmjs/source']}},
  resolve: {conditions: ['@ntmjs/source']},
  test: {
    include: ['src/**/*.test.ts'],
    pool: 'forks',
    // Long enough for a slow machine: no test asserts a time.
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
});
