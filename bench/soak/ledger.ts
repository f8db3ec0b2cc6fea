/** How often a write must have had its effect, going by what was answered. */
export interface Promised {
  /** Names one thing that a write does: no two calls ask for the same. */
  readonly key: string;
  readonly least: 0 | 1;
  readonly most: 0 | 1;
}

export interface Verdict {
  readonly writes: number;
  /** Answered as done, and never done. */
  readonly lost: number;
  /** Done more than once. */
  readonly doubled: number;
  /** Answered as not done, and done all the same; or done without anybody having asked for it. */
  readonly denied: number;
}

/** What really happened, against what was said to have happened. */
export class Ledger {
  readonly #effects = new Map<string, number>();
  readonly #promises = new Map<string, Promised>();

  effect(key: string): void {
    this.#effects.set(key, (this.#effects.get(key) ?? 0) + 1);
  }

  promise(promised: Promised): void {
    this.#promises.set(promised.key, promised);
  }

  judge(): Verdict {
    const promises = [...this.#promises.values()];
    const effects = [...this.#effects];
    return {
      writes: promises.length,
      lost: promises.filter(({ key, least }) => (this.#effects.get(key) ?? 0) < least).length,
      doubled: effects.filter(([, times]) => times > 1).length,
      denied: effects.filter(([key]) => (this.#promises.get(key)?.most ?? 0) === 0).length,
    };
  }
}

/** What a write does, by its request; undefined for what is no write of a metric. */
export function effectsOf(method: string, path: string, body: string): string[] {
  if (method === 'GET' || path.endsWith('/signin_with_api_key')) return [];
  const rest = path.replace(/^\/v1\/[^/]+\/metric\//, '');
  const id = rest.slice(0, 24);
  if (method === 'DELETE') return [`delete ${id}`];
  const sent: {
    readonly name?: string;
    readonly description?: string;
    readonly additional_notes?: string;
    readonly metric_ids?: readonly string[];
    readonly conversation_id?: string;
  } = JSON.parse(body);
  if (rest === '') return [`create ${sent.name}`];
  if (rest === 'evaluate')
    return (sent.metric_ids ?? []).map((each) => `evaluate ${each} ${sent.conversation_id}`);
  return rest.endsWith('/version/') ? [`version ${sent.description}`] : [`update ${sent.additional_notes}`];
}
