import type { Bounds } from '../../http/types.ts';
import type { CallContext } from '../runner/context.ts';

/** However long the pages took, names and definitions have as long to be begun. */
const AFTERWARDS_MS = 5_000;

/** For what is read when the pages are in: figures can be wrong to compare without it, so the soft stop is not its end. */
export function afterwards({ reads, pages }: CallContext): Bounds {
  const startBy = Math.max(pages.startBy, performance.now() + AFTERWARDS_MS);
  return { ...reads, startBy: Math.min(reads.deadline, startBy) };
}
