import { unitName, type Row } from '../reading/row.ts';
import { typeOf, type ValueType } from './cell.ts';
import { passes, type Criterion } from './criterion.ts';

export type Only = 'all' | 'passing' | 'failing' | 'not_applicable';

type Better = (row: Row, other: Row) => boolean;
/** Of equal times the one with the smaller id, so that the order in which results come changes nothing. */
const newer: Better = (row, other) =>
  row.at === other.at ? row.id < other.id : (row.at ?? -Infinity) > (other.at ?? -Infinity);
const lower: Better = (row, other) =>
  row.value === other.value ? newer(row, other) : Number(row.value) < Number(other.value);
const higher: Better = (row, other) =>
  row.value === other.value ? newer(row, other) : Number(row.value) > Number(other.value);

/** The best few rows of a kind, one of each unit as long as there are enough units; the others wait behind them. */
class Shortlist {
  readonly #room: number;
  readonly #better: Better;
  readonly #first: Row[] = [];
  readonly #repeats: Row[] = [];
  count = 0;

  constructor(room: number, better: Better) {
    this.#room = room;
    this.#better = better;
  }

  offer(row: Row): void {
    this.count += 1;
    const worst = this.#first.at(-1);
    if (worst && this.#first.length === this.#room && !this.#better(row, worst)) return;
    const unit = unitName(row);
    const same = this.#first.findIndex((rival) => unitName(rival) === unit);
    const rival = this.#first[same];
    if (rival && !this.#better(row, rival)) return this.#insert(this.#repeats, row);
    if (rival) {
      this.#first.splice(same, 1);
      this.#insert(this.#repeats, rival);
    }
    this.#insert(this.#first, row);
  }

  #insert(rows: Row[], row: Row): void {
    const place = rows.findIndex((other) => this.#better(row, other));
    rows.splice(place < 0 ? rows.length : place, 0, row);
    if (rows.length > this.#room) rows.pop();
  }

  get rows(): Row[] {
    return [...this.#first, ...this.#repeats];
  }
}

/** Keeps, of one metric version, the few results that are worth opening, whatever will be asked about them. */
export class Evidence {
  readonly #room: number;
  readonly #criterion: Criterion | null;
  /** By what they have in common, then source type. */
  readonly #lists = new Map<unknown, Map<string | null, Shortlist>>();

  constructor(room: number, criterion: Criterion | null) {
    this.#room = room;
    this.#criterion = criterion;
  }

  offer(row: Row): void {
    const { value } = row;
    const passed = this.#criterion && passes(this.#criterion, value);
    if (passed !== null) this.#offer(passed ? PASSED : FAILED, newer, row);
    if (value === null) this.#offer(NOT_APPLICABLE, newer, row);
    else if (typeof value === 'number') {
      this.#offer(LOW, lower, row);
      this.#offer(HIGH, higher, row);
    } else this.#offer(value, newer, row);
  }

  /**
   * With a criterion the failing ones, or those that `only` asks for; without one those of the rarer value or
   * category, and of numbers both ends in turn. The newest first, spread over units and source types.
   * @param judged whether the criterion applies to this version
   */
  choose(only: Only, type: ValueType | null, judged: boolean): Row[] {
    const rows = this.#chosen(only, type, judged);
    const first = new Set(new Map(rows.toReversed().map((row) => [unitName(row), row])).values());
    const spread = [...rows.filter((row) => first.has(row)), ...rows.filter((row) => !first.has(row))];
    return spread.slice(0, this.#room);
  }

  #chosen(only: Only, type: ValueType | null, judged: boolean): Row[] {
    if (only === 'not_applicable') return this.#rows(NOT_APPLICABLE);
    if (judged) return this.#rows(only === 'passing' ? PASSED : FAILED);
    // Nothing passes or fails where the criterion does not apply.
    if (only !== 'all') return [];
    if (type === 'numerical') return inTurn([this.#rows(LOW), this.#rows(HIGH)]);
    const values = [...this.#lists.keys()].filter(
      (value) => (typeof value === 'string' || typeof value === 'boolean') && typeOf(value) === type,
    );
    const rarest = values.sort(
      (first, second) =>
        this.#count(first) - this.#count(second) || (String(first) < String(second) ? -1 : 1),
    );
    return (rarest.length > 1 ? rarest.slice(0, -1) : rarest).flatMap((value) => this.#rows(value));
  }

  #offer(kind: unknown, better: Better, row: Row): void {
    const sources = this.#lists.get(kind) ?? new Map<string | null, Shortlist>();
    this.#lists.set(kind, sources);
    const list = sources.get(row.sourceType) ?? new Shortlist(this.#room, better);
    sources.set(row.sourceType, list);
    list.offer(row);
  }

  #count(kind: unknown): number {
    return [...(this.#lists.get(kind)?.values() ?? [])].reduce((sum, { count }) => sum + count, 0);
  }

  /** One of each source type in turn, the largest first. */
  #rows(kind: unknown): Row[] {
    const lists = [...(this.#lists.get(kind) ?? [])].sort(
      ([source, first], [other, second]) =>
        second.count - first.count || ((source ?? '') < (other ?? '') ? -1 : 1),
    );
    return inTurn(lists.map(([, list]) => list.rows));
  }
}

/** Kinds that are no values. */
const [PASSED, FAILED, NOT_APPLICABLE, LOW, HIGH] = Array.from({ length: 5 }, () => Symbol());

function inTurn(lists: readonly (readonly Row[])[]): Row[] {
  const longest = Math.max(0, ...lists.map((rows) => rows.length));
  const turns = Array.from({ length: longest }, (_, place) =>
    lists.flatMap((rows) => rows.slice(place, place + 1)),
  );
  return [...new Map(turns.flat().map((row) => [row.id, row])).values()];
}
