import { access, constants, open } from 'node:fs/promises';
import path from 'node:path';

/** A report may tell of patients: nobody but its owner reads it. */
const OWNER_ALONE = 0o600;
/** More reports of one instant in one folder are a mistake. */
const MOST_NAMES = 100;

type Written = { readonly path: string } | { readonly problem: string };

/**
 * Why no file can be written there, found before anybody waits for what is to be in it; undefined when one can.
 * @param out path of the file; undefined for one in the current folder
 */
export async function folderProblem(out: string | undefined): Promise<string | undefined> {
  const folder = path.dirname(path.resolve(out ?? 'report.html'));
  try {
    await access(folder, constants.W_OK);
    return undefined;
  } catch (error) {
    return `No file can be written into ${folder} (${codeOf(error)}).`;
  }
}

/**
 * Writes a report, readable by its owner alone.
 * @param asOf instant in ISO 8601, for the name of the file where none is given
 * @param out path of the file, over whatever is there; without it a name that no file has is found in the folder
 * @throws what is no matter of the file system
 */
export async function writeReport(
  text: string,
  asOf: string,
  out: string | undefined,
  folder = process.cwd(),
): Promise<Written> {
  if (out !== undefined) return write(path.resolve(folder, out), text, 'w');
  // Windows takes no colon in a name.
  const name = `amigo-report-${asOf.replaceAll(':', '-')}`;
  for (let number = 1; number < MOST_NAMES; number += 1) {
    const file = path.join(folder, `${name}${number === 1 ? '' : `-${number}`}.html`);
    const written = await write(file, text, 'wx');
    if (!('problem' in written) || written.code !== 'EEXIST') return written;
  }
  return { problem: `There are ${MOST_NAMES - 1} files ${name}… already.` };
}

async function write(file: string, text: string, flag: 'w' | 'wx') {
  try {
    const handle = await open(file, flag, OWNER_ALONE);
    try {
      // A file that was there keeps its mode; what is no file, such as a terminal, is left alone.
      if ((await handle.stat()).isFile()) await handle.chmod(OWNER_ALONE);
      await handle.writeFile(text);
    } finally {
      await handle.close();
    }
    return { path: file };
  } catch (error) {
    const code = codeOf(error);
    return { problem: `The report cannot be written to ${file} (${code}).`, code };
  }
}

/** @throws the error itself, when it is none of the file system. */
function codeOf(error: unknown): string {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code;
  throw error;
}
