import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

interface Ended {
  readonly stdout: string;
  /** Of a run that failed; null when a signal ended it. */
  readonly code?: number | null;
}

// The soak in its short form: `npm run bench soak` is the long one. It ends with a failure when a promise is broken.
it('keeps its word through hundreds of calls of which many meet a fault', async () => {
  const env = { ...process.env, SOAK_CALLS: '200' };
  const soak: Promise<Ended> = promisify(execFile)(process.execPath, ['bench/run.mjs', 'soak'], { env });
  const { stdout, code } = await soak.catch((error: Ended) => error);
  // What it printed says which promise was broken.
  expect({ code, broken: stdout.match(/BROKEN.*/g) }).toEqual({ code: undefined, broken: null });
  expect(stdout).toMatch(/^200 calls: \d{3} requests, \d{2,3} faults$/m);
  expect(stdout).toMatch(/^20 calls of many conversations: \d{3} requests, \d{2,3} faults$/m);
  expect(stdout).toMatch(/^  [1-9] sessions? ended; \d{3} verdicts received, 0 lost$/m);
  expect(stdout).toMatch(/^20 writes whose answers are lost: \d+ requests, \d{2} faults$/m);
}, 120_000);
