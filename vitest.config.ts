import path from 'node:path';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** What takes longest, the longest first: begun last, one of them would run on alone. */
const LONGEST = ['page/page', 'soak/soak', 'cli/call', 'cli/report'].map((name) => `test/${name}.test.ts`);

/** The usual order knows durations of earlier runs alone; a fresh clone has none. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification) => {
      const at = LONGEST.indexOf(path.relative(import.meta.dirname, moduleId));
      return at < 0 ? LONGEST.length : at;
    };
    return (await super.sort(files)).toSorted((first, second) => place(first) - place(second));
  }
}

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
    sequence: { sequencer: LongestFirst },
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
