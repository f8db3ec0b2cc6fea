import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** The text as it was committed, to hold one against; `UPDATE_SURFACE=1` commits that anew. @param name of a file in this folder */
export async function reviewed(name: string, now: string): Promise<string> {
  const file = path.join(import.meta.dirname, name);
  if (process.env['UPDATE_SURFACE'] === '1') {
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, now);
  }
  return readFile(file, 'utf8');
}
