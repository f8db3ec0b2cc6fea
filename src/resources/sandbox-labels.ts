import { fileURLToPath } from 'node:url';

/** Beside the built program; the sources find it where it is written. */
const FILE = process.env.LABELS_FILE ?? '../sandbox/labels.json';

/** Path of what people say of conversations of the sandbox with seed 1, in the form of the argument `labels`. */
export function labelsPath(): string {
  return fileURLToPath(new URL(FILE, import.meta.url));
}
