/** Longest line, in bytes, that is passed on. */
const LONGEST_LINE = 16 * 1024 * 1024;
const NEWLINE = 0x0a;

/** Cuts a stream of bytes into lines, in memory that a single endless line cannot fill. */
export class LineSplitter {
  readonly #onLine: (line: string) => void;
  readonly #onTooLong: () => void;
  #parts: Buffer[] = [];
  #length = 0;

  /** @param onTooLong called once for a line of more than 16 MiB, which is dropped */
  constructor(onLine: (line: string) => void, onTooLong: () => void) {
    this.#onLine = onLine;
    this.#onTooLong = onTooLong;
  }

  push(chunk: Buffer): void {
    let rest = chunk;
    for (let at = rest.indexOf(NEWLINE); at !== -1; at = rest.indexOf(NEWLINE)) {
      this.#add(rest.subarray(0, at));
      this.end();
      rest = rest.subarray(at + 1);
    }
    this.#add(rest);
  }

  /** Passes on the line that was gathered so far. It is decoded whole: a chunk may end within a character. */
  end(): void {
    const [parts, length] = [this.#parts, this.#length];
    [this.#parts, this.#length] = [[], 0];
    if (length > 0 && length <= LONGEST_LINE) this.#onLine(Buffer.concat(parts, length).toString('utf8'));
  }

  #add(part: Buffer): void {
    const wasTooLong = this.#length > LONGEST_LINE;
    this.#length += part.length;
    if (this.#length <= LONGEST_LINE) this.#parts.push(part);
    else {
      this.#parts = [];
      if (!wasTooLong) this.#onTooLong();
    }
  }
}
