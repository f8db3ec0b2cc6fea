import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/build.ts'],
    setupFiles: ['test/support/properties.ts'],
    // For a machine that has much else to do.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxConcurrency: 12,
    // Much of a run is waiting: for processes, sockets, deadlines. Three workers keep two cores busy.
    maxWorkers: 3,
    // No module keeps a state that another test could meet, so that each is loaded once a worker.
    isolate: false,
    coverage: {
      provider: 'v8',
      include: ['src/**/*.ts'],
      exclude: ['src/main.ts', 'src/cli/**'],
      thresholds: { statements: 90 },
    },
  },
});
