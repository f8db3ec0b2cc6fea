import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { format, resolveConfig } from 'prettier';

/**
 * The text as it was committed, to hold one against.
 * @param name of a file in this folder
 * @param now what `UPDATE_SURFACE=1` commits
 */
export async function reviewed(name: string, now: string): Promise<string> {
  const file = path.join(import.meta.dirname, name);
  if (process.env['UPDATE_SURFACE'] === '1') {
    await mkdir(path.dirname(file), { recursive: true });
    const options = await resolveConfig(file);
    await writeFile(file, name.endsWith('.json') ? await format(now, { ...options, parser: 'json' }) : now);
  }
  return readFile(file, 'utf8');
}
