import { CallError } from '../errors.ts';
import { count } from '../text/words.ts';

/** Counts the metric evaluations that are paid for while the program runs. */
export class EvaluationLimit {
  readonly #limit: number | null;
  #used = 0;

  /** @param limit most evaluations; null for any number */
  constructor(limit: number | null) {
    this.#limit = limit;
  }

  /** Evaluations that are left; null for any number. */
  get left(): number | null {
    return this.#limit === null ? null : this.#limit - this.#used;
  }

  /** @throws {CallError} `not_allowed` when fewer than `wanted` are left */
  require(wanted: number): void {
    if (this.#limit === null || wanted === 0) return;
    const left = this.#limit - this.#used;
    if (wanted > left) throw limitReached(this.#limit, left, wanted);
  }

  use(evaluations: number): void {
    this.#used += evaluations;
  }

  /** After an evaluation that surely did not happen. */
  giveBack(evaluations: number): void {
    this.#used -= evaluations;
  }
}

function limitReached(limit: number, left: number, wanted: number): CallError {
  const allowed =
    limit === 0
      ? 'no metric evaluations in one run of this server'
      : `${count(limit, 'metric evaluation')} in one run of this server; ${left} of them left, ${wanted} asked for`;
  return new CallError(
    'not_allowed',
    `AMIGO_EVALUATION_LIMIT allows ${allowed}. Nothing was evaluated.`,
    left > 0
      ? `Ask for ${left} or fewer (metrics times conversations), or ask whoever runs the server to raise AMIGO_EVALUATION_LIMIT.`
      : 'Whoever runs the server can raise AMIGO_EVALUATION_LIMIT and restart it.',
  );
}
