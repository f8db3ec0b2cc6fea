import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { findChromium } from '../page/chromium.ts';

/** Builds the program once before the suite, so that what the tests drive is what the sources say. */
export default async function setup(): Promise<void> {
  await promisify(execFile)(process.execPath, ['scripts/build.mjs']);
  if (findChromium() === undefined) {
    process.stderr.write('No Chromium on the PATH or in CHROMIUM: the page is not tested in a browser.\n');
  }
}
