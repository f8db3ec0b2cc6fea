import { defineConfig } from 'vitest/config';

// The tests of a room that run in this process: what can tell a changed line from the right one within seconds.
export default defineConfig({
  test: {
    include: (process.env['MUTATION_TESTS'] ?? '').split(','),
    setupFiles: ['test/support/properties.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
