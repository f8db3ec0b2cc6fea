import { describe } from '../statistics/descriptive.ts';

/** The value of each unit, by the numbers of the units, which ascend; the three lists are aligned. */
export interface UnitValues {
  readonly units: readonly number[];
  /** The unit test of each simulation; -1 for anything else. */
  readonly strata: readonly number[];
  readonly values: readonly number[];
}

/** One judgement of a unit. */
export interface Judgement {
  /** From 0 up to the number of results. */
  readonly unit: number;
  /** The unit test that it is a run of; -1 for anything else. */
  readonly stratum: number;
  /** true is 1, false is 0; a category goes by its number. */
  readonly value: number;
  /** Epoch milliseconds; null is older than any time. */
  readonly at: number | null;
  readonly id: string;
}

/**
 * Judgements of one type, by unit: a unit counts once, however often it was judged. What it gives depends on which
 * judgements came, never on their order. They are kept as they come, and brought into order when asked for.
 */
export class Units {
  readonly #units: number[] = [];
  readonly #strata: number[] = [];
  readonly #values: number[] = [];
  /** When each was given, and by which result: only categories need their newest. */
  readonly #given: { readonly times: number[]; readonly ids: string[] } | null;
  #runs: Runs | undefined;

  /** @param dated whether each unit's newest value will be asked for */
  constructor(dated: boolean) {
    this.#given = dated ? { times: [], ids: [] } : null;
  }

  /** Units, each once, in ascending order. */
  get units(): readonly number[] {
    return this.#inRuns().units;
  }

  /** Judgements. */
  get results(): number {
    return this.#values.length;
  }

  add({ unit, stratum, value, at, id }: Judgement): void {
    this.#runs = undefined;
    this.#units.push(unit);
    this.#strata.push(stratum);
    this.#values.push(value);
    this.#given?.times.push(at ?? Number.NEGATIVE_INFINITY);
    this.#given?.ids.push(id);
  }

  merge(other: Units): void {
    for (let place = 0; place < other.results; place += 1)
      this.add({
        unit: other.#units[place] ?? 0,
        stratum: other.#strata[place] ?? -1,
        value: other.#values[place] ?? 0,
        at: other.#given?.times[place] ?? null,
        id: other.#given?.ids[place] ?? '',
      });
  }

  /** Every unit with the mean of what `worth` makes of its values. */
  means(worth: (value: number) => number = (value) => value): UnitValues {
    const { places } = this.#inRuns();
    const valueOf = (order: number) => worth(this.#values[places[order] ?? 0] ?? 0);
    return this.#unitValues((first, end) => {
      if (end - first === 1) return valueOf(first);
      // In ascending order, so that the last digit does not depend on which came first.
      const values = Float64Array.from({ length: end - first }, (_, order) => valueOf(first + order)).sort();
      return describe(values).mean ?? 0;
    });
  }

  /** Every unit with its newest value; of equal times, that of the result with the smaller id. */
  newest(): UnitValues {
    const { places } = this.#inRuns();
    return this.#unitValues((first, end) => {
      let newest = places[first] ?? 0;
      for (let order = first + 1; order < end; order += 1) {
        const place = places[order] ?? 0;
        if (this.#isNewer(place, newest)) newest = place;
      }
      return this.#values[newest] ?? 0;
    });
  }

  /** Judgements whose value is so. */
  count(is: (value: number) => boolean): number {
    let found = 0;
    for (const value of this.#values) if (is(value)) found += 1;
    return found;
  }

  #isNewer(place: number, other: number): boolean {
    const { times = [], ids = [] } = this.#given ?? {};
    const [time = 0, known = 0] = [times[place], times[other]];
    return time > known || (time === known && (ids[place] ?? '') < (ids[other] ?? ''));
  }

  /** @param valueOf what the judgements of a unit come to, which are at least one: from one of `places` up to another */
  #unitValues(valueOf: (first: number, end: number) => number): UnitValues {
    const { units, starts, places } = this.#inRuns();
    const strata: number[] = [];
    const values: number[] = [];
    for (let unit = 0; unit < starts.length; unit += 1) {
      const first = starts[unit] ?? 0;
      strata.push(this.#strata[places[first] ?? 0] ?? -1);
      values.push(valueOf(first, starts[unit + 1] ?? places.length));
    }
    return { units, strata, values };
  }

  #inRuns(): Runs {
    this.#runs ??= runsOf(this.#units);
    return this.#runs;
  }
}

/** Where the judgements of each unit stand. */
interface Runs {
  /** Ascending. */
  readonly units: readonly number[];
  /** Where the judgements of each begin among `places`. */
  readonly starts: readonly number[];
  /** Of judgements, those of a unit side by side. */
  readonly places: Uint32Array;
}

function runsOf(judged: readonly number[]): Runs {
  // A unit and a place in one number, which sorts faster than a comparison of two could.
  const n = judged.length;
  const keys = new Float64Array(n);
  for (let place = 0; place < n; place += 1) keys[place] = (judged[place] ?? 0) * n + place;
  keys.sort();
  const [units, starts, places]: [number[], number[], Uint32Array] = [[], [], new Uint32Array(n)];
  for (let order = 0; order < n; order += 1) {
    const place = (keys[order] ?? 0) % n;
    const unit = judged[place] ?? 0;
    places[order] = place;
    if (unit === units.at(-1)) continue;
    units.push(unit);
    starts.push(order);
  }
  return { units, starts, places };
}
