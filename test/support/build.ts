import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** Builds the program once before the suite, so that what the tests drive is what the sources say. */
export default async function setup(): Promise<void> {
  await promisify(execFile)(process.execPath, ['scripts/build.mjs']);
}
