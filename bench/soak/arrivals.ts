import { OPERATIONS } from '../../src/amigo/operations.ts';

const MINUTE = 60_000;
const ROWS = [
  ...Object.values(OPERATIONS),
  {
    id: 'sign-in',
    method: 'POST',
    path: '/v1/{organization}/user/signin_with_api_key',
    limitPerMinute: 5,
  },
].map(({ id, method, path, limitPerMinute }) => ({
  id,
  method,
  // Ids are hex digits: a fixed word of the path is none.
  path: new RegExp(`^${path.replace('{organization}', '[^/]+').replace('{metric_id}', '[0-9a-f]{24}')}$`),
  most: Math.floor(limitPerMinute * 0.9),
}));

/** When requests came, by operation. */
export class Arrivals {
  readonly #times = new Map<string, number[]>();

  add(method: string, path: string, at: number): void {
    const row = ROWS.find((each) => each.method === method && each.path.test(path));
    const id = row?.id ?? 'no operation';
    const times = this.#times.get(id) ?? [];
    times.push(at);
    this.#times.set(id, times);
  }

  /** Requests that made a sliding minute hold more than nine tenths of their operation's limit. */
  excess(): number {
    let excess = this.#times.get('no operation')?.length ?? 0;
    for (const { id, most } of ROWS) {
      const times = this.#times.get(id) ?? [];
      excess += times.filter((at, index) => {
        const earlier = times[index - most];
        return earlier !== undefined && at - earlier <= MINUTE;
      }).length;
    }
    return excess;
  }
}
