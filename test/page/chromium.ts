import { existsSync } from 'node:fs';
import path from 'node:path';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome'];

/** The browser that tests run in: what CHROMIUM says, else the first one on the PATH. */
export function findChromium(env: NodeJS.ProcessEnv = process.env): string | undefined {
  const { CHROMIUM, PATH = '' } = env;
  if (CHROMIUM) return CHROMIUM;
  return PATH.split(path.delimiter)
    .flatMap((folder) => NAMES.map((name) => path.join(folder, name)))
    .find((file) => existsSync(file));
}

/** Where a Chromium is demanded, missing it fails. */
export const isDemanded = process.env['REQUIRE_CHROMIUM'] === '1';
