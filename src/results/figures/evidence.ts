import { type Criterion, passes } from './criterion.ts';
import { typeOf, type ValueType } from './cell.ts';
import { unitOf, type Row } from '../reading/row.ts';

export type Only = 'all' | 'passing' | 'failing' | 'not_applicable';

type Better = (one: Row, other: Row) => boolean;
const newer: Better = (one, other) => (one.at ?? 0) > (other.at ?? 0);
const lower: Better = (one, other) =>
  one.value === other.value ? newer(one, other) : Number(one.value) < Number(other.value);
const higher: Better = (one, other) =>
  one.value === other.value ? newer(one, other) : Number(one.value) > Number(other.value);

/** The best few rows of a kind, one of each unit as long as there are enough units; the others wait behind them. */
class Shelf {
  readonly #room: number;
  readonly #better: Better;
  readonly #first: { readonly unit: string; readonly row: Row }[] = [];
  readonly #behind: Row[] = [];
  count = 0;

  constructor(room: number, better: Better) {
    this.#room = room;
    this.#better = better;
  }

  offer(row: Row): void {
    this.count += 1;
    const worst = this.#first.at(-1);
    if (worst && this.#first.length === this.#room && !this.#better(row, worst.row)) return;
    const unit = unitOf(row);
    const same = this.#first.findIndex((each) => each.unit === unit);
    const rival = this.#first[same];
    if (rival && !this.#better(row, rival.row)) return this.#wait(row);
    if (rival) {
      this.#first.splice(same, 1);
      this.#wait(rival.row);
    }
    const place = this.#first.findIndex((each) => this.#better(row, each.row));
    this.#first.splice(place < 0 ? this.#first.length : place, 0, { unit, row });
    if (this.#first.length > this.#room) this.#first.pop();
  }

  #wait(row: Row): void {
    const place = this.#behind.findIndex((each) => this.#better(row, each));
    this.#behind.splice(place < 0 ? this.#behind.length : place, 0, row);
    if (this.#behind.length > this.#room) this.#behind.pop();
  }

  get rows(): Row[] {
    return [...this.#first.map(({ row }) => row), ...this.#behind];
  }
}

/** Keeps, of one metric version, the few results that are worth opening, whatever will be asked about them. */
export class Evidence {
  readonly #room: number;
  readonly #criterion: Criterion | null;
  readonly #passed: Shelf;
  readonly #failed: Shelf;
  readonly #notApplicable: Shelf;
  readonly #low: Shelf;
  readonly #high: Shelf;
  readonly #values = new Map<string | boolean, Shelf>();

  constructor(room: number, criterion: Criterion | null) {
    this.#room = room;
    this.#criterion = criterion;
    this.#passed = new Shelf(room, newer);
    this.#failed = new Shelf(room, newer);
    this.#notApplicable = new Shelf(room, newer);
    this.#low = new Shelf(room, lower);
    this.#high = new Shelf(room, higher);
  }

  offer(row: Row): void {
    const { value } = row;
    const passed = this.#criterion && passes(this.#criterion, value);
    if (passed === true) this.#passed.offer(row);
    if (passed === false) this.#failed.offer(row);
    if (value === null) {
      this.#notApplicable.offer(row);
    } else if (typeof value === 'number') {
      this.#low.offer(row);
      this.#high.offer(row);
    } else {
      const shelf = this.#values.get(value) ?? new Shelf(this.#room, newer);
      this.#values.set(value, shelf);
      shelf.offer(row);
    }
  }

  /**
   * With a criterion the failing ones, or those that `only` asks for; without one those of the rarer value or
   * category, and of numbers both ends in turn. The newest first, spread over conversations.
   * @param judged whether the criterion applies to this entry
   */
  choose(only: Only, type: ValueType, judged: boolean): Row[] {
    const rows = this.#chosen(only, type, judged);
    // Of two shelves, each spread by itself.
    const first = new Set(new Map(rows.toReversed().map((row) => [unitOf(row), row])).values());
    const spread = [...rows.filter((row) => first.has(row)), ...rows.filter((row) => !first.has(row))];
    return spread.slice(0, this.#room);
  }

  #chosen(only: Only, type: ValueType, judged: boolean): Row[] {
    if (only === 'not_applicable') return this.#notApplicable.rows;
    if (judged) return (only === 'passing' ? this.#passed : this.#failed).rows;
    // Nothing passes or fails where the criterion does not apply.
    if (only !== 'all') return [];
    if (type === 'numerical') return bothEnds(this.#low.rows, this.#high.rows);
    const shelves = [...this.#values].flatMap(([value, shelf]) => (typeOf(value) === type ? [shelf] : []));
    const rarest = shelves.sort((one, other) => one.count - other.count);
    return (rarest.length > 1 ? rarest.slice(0, -1) : rarest).flatMap(({ rows }) => rows);
  }
}

function bothEnds(low: readonly Row[], high: readonly Row[]): Row[] {
  const turns = low.flatMap((row, place) => [row, ...high.slice(place, place + 1)]);
  return [...new Map(turns.map((row) => [row.id, row])).values()];
}
