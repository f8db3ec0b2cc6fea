import { cut } from '../text/clean.ts';
import type { Progress } from '../tools/runner/context.ts';

/** Back to the beginning of the line, and nothing left of it. */
const ERASED = '\r\u001b[K';
/** Where a terminal does not say how wide it is. */
const USUAL_COLUMNS = 80;

interface Terminal {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/** One line of a terminal that says how far the work is, written over by the next one. */
export interface ProgressLine {
  readonly show: Progress;
  /** Keeps the line away while something else has the terminal. */
  hiddenDuring<T>(work: () => Promise<T>): Promise<T>;
  clear(): void;
}

/**
 * Undefined where there is no terminal: nothing is written there.
 * @param redact takes secrets out of a text
 */
export function openProgressLine(
  stderr: Terminal,
  redact: (text: string) => string,
): ProgressLine | undefined {
  if (!stderr.isTTY) return undefined;
  let isHidden = false;
  let isShown = false;
  const clear = () => {
    if (isShown) stderr.write(ERASED);
    isShown = false;
  };
  return {
    show(_done, _total, message) {
      if (isHidden) return;
      // In the last column some terminals break the line.
      const line = cut(redact(message), (stderr.columns || USUAL_COLUMNS) - 1);
      stderr.write(`${ERASED}${line}`);
      isShown = true;
    },
    async hiddenDuring(work) {
      clear();
      isHidden = true;
      try {
        return await work();
      } finally {
        isHidden = false;
      }
    },
    clear,
  };
}
