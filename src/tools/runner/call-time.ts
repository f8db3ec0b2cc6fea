import { deferred, openDeadline, type Deadline } from '../../deadline.ts';
import { ANSWER_WITHIN_MS } from './confirm.ts';

/** The time of one call, which stands still while a person is asked, and begins anew at the yes. */
export class CallTime {
  readonly #timeoutMs: number;
  readonly #caller: AbortSignal;
  readonly #opened: Deadline[] = [];
  #at = 0;
  #changed = deferred();

  constructor(timeoutMs: number, caller: AbortSignal) {
    this.#timeoutMs = timeoutMs;
    this.#caller = caller;
    this.restart();
  }

  get deadline(): Deadline {
    const [latest] = this.#opened.slice(-1);
    return latest ?? this.restart();
  }

  /** The last moment for an answer, in `performance.now()` milliseconds. */
  get at(): number {
    return this.#at;
  }

  /** Resolves when the last moment has become another one. */
  get changed(): Promise<void> {
    return this.#changed.promise;
  }

  pause(): void {
    this.#move(performance.now() + ANSWER_WITHIN_MS + this.#timeoutMs);
  }

  restart(): Deadline {
    const deadline = openDeadline(this.#timeoutMs, this.#caller);
    this.#opened.push(deadline);
    this.#move(deadline.at);
    return deadline;
  }

  end(): void {
    for (const deadline of this.#opened) deadline.end();
  }

  #move(at: number): void {
    this.#at = at;
    this.#changed.resolve();
    this.#changed = deferred();
  }
}
