import type { Value } from '../../amigo/result.ts';
import type { Row } from './row.ts';

const FIRST_ROWS = 512;
/** Where each field stands in a row's numbers. */
const FIELD = {
  kind: 0,
  value: 1,
  at: 2,
  metric: 3,
  version: 4,
  source: 5,
  conversation: 6,
  interaction: 7,
  run: 8,
  unitTest: 9,
  runIndex: 10,
  unit: 11,
} as const;
const FIELDS = Object.keys(FIELD).length;
const KIND = { nothing: 0, boolean: 1, number: 2, string: 3 } as const;
/** Rough bytes of a row and what is counted of it, beside its justification, and of a new name beside its characters. */
const ROW_BYTES = FIELDS * 8 + 226;
const NAME_BYTES = 96;
const REFERENCE_BYTES = 56;

/**
 * Results as numbers: twelve a row, texts that come again kept once, justifications as they are. An object of
 * strings would take many times that. Rows are numbered from 0, and keep their numbers when earlier ones go.
 */
export class Columns {
  #length = 0;
  #first = 0;
  #bytes = 0;
  #numbers = new Float64Array(FIRST_ROWS * FIELDS);
  #ids: string[] = [];
  #justifications: string[] = [];
  #references: (readonly string[])[] = [];
  #names: string[] = [];
  #numberOfName = new Map<string, number>();

  /** Rows pushed so far, released ones included. */
  get length(): number {
    return this.#length;
  }

  /** The first row that is still here. */
  get first(): number {
    return this.#first;
  }

  /** About what the rows that are here take up. */
  get bytes(): number {
    return this.#bytes;
  }

  push(row: Row): void {
    const base = (this.#length - this.#first) * FIELDS;
    if (base === this.#numbers.length) {
      const larger = new Float64Array(base * 2);
      larger.set(this.#numbers);
      this.#numbers = larger;
    }
    this.#length += 1;
    this.#bytes += ROW_BYTES + row.justification.length * 2 + row.references.length * REFERENCE_BYTES;
    this.#ids.push(row.id);
    this.#justifications.push(row.justification);
    this.#references.push(row.references);
    const numbers = this.#numbers;
    numbers[base + FIELD.kind] = kindOf(row.value);
    numbers[base + FIELD.value] =
      typeof row.value === 'string' ? this.#nameOf(row.value, base + FIELD.value) : Number(row.value);
    numbers[base + FIELD.at] = row.at ?? Number.NaN;
    this.#put(base + FIELD.metric, row.metricId);
    numbers[base + FIELD.version] = row.version;
    this.#put(base + FIELD.source, row.sourceType);
    this.#put(base + FIELD.conversation, row.conversationId);
    this.#put(base + FIELD.interaction, row.interactionId);
    this.#put(base + FIELD.run, row.runId);
    this.#put(base + FIELD.unitTest, row.unitTestId);
    numbers[base + FIELD.runIndex] = row.runIndex ?? Number.NaN;
    // A conversation is its own unit.
    this.#put(base + FIELD.unit, row.conversationId === null ? row.unit : null);
  }

  /** @param index from `first` to `length` - 1 */
  at(index: number): Row {
    const place = index - this.#first;
    const base = place * FIELDS;
    const conversationId = this.#text(base + FIELD.conversation);
    return {
      id: this.#ids[place] ?? '',
      metricId: this.#text(base + FIELD.metric) ?? '',
      version: this.#number(base + FIELD.version) ?? Number.NaN,
      value: this.#value(base),
      at: this.#number(base + FIELD.at),
      sourceType: this.#text(base + FIELD.source),
      conversationId,
      interactionId: this.#text(base + FIELD.interaction),
      runId: this.#text(base + FIELD.run),
      unitTestId: this.#text(base + FIELD.unitTest),
      runIndex: this.#number(base + FIELD.runIndex),
      unit: conversationId ?? this.#text(base + FIELD.unit),
      references: this.#references[place] ?? [],
      justification: this.#justifications[place] ?? '',
    };
  }

  /** The number of the row with this id, looked for from a row on; -1 when it is not there. */
  find(id: string, from = this.#first): number {
    const place = this.#ids.indexOf(id, Math.max(0, from - this.#first));
    return place < 0 ? -1 : place + this.#first;
  }

  /** Lets go of the rows before this one. */
  release(before: number): void {
    const rows = Array.from({ length: this.#length - before }, (_, place) => this.at(before + place));
    this.#first = before;
    this.#length = before;
    this.#bytes = 0;
    this.#numbers = new Float64Array(FIRST_ROWS * FIELDS);
    this.#ids = [];
    this.#justifications = [];
    this.#references = [];
    this.#names = [];
    this.#numberOfName = new Map();
    for (const row of rows) this.push(row);
  }

  #number(place: number): number | null {
    const number = this.#numbers[place] ?? Number.NaN;
    return Number.isNaN(number) ? null : number;
  }

  #text(place: number): string | null {
    const name = this.#numbers[place] ?? Number.NaN;
    return Number.isNaN(name) ? null : (this.#names[name] ?? null);
  }

  #value(base: number): Value {
    switch (this.#numbers[base + FIELD.kind]) {
      case KIND.boolean:
        return this.#numbers[base + FIELD.value] === 1;
      case KIND.number:
        return this.#number(base + FIELD.value);
      case KIND.string:
        return this.#text(base + FIELD.value);
      default:
        return null;
    }
  }

  /** Puts the number of a text; not a number for no text. */
  #put(place: number, text: string | null): void {
    this.#numbers[place] = text === null ? Number.NaN : this.#nameOf(text, place);
  }

  #nameOf(text: string, place: number): number {
    // Neighbours are often of one conversation and source.
    const before = this.#numbers[place - FIELDS] ?? Number.NaN;
    if (this.#names[before] === text) return before;
    const known = this.#numberOfName.get(text);
    if (known !== undefined) return known;
    this.#numberOfName.set(text, this.#names.length);
    this.#bytes += NAME_BYTES + text.length * 2;
    return this.#names.push(text) - 1;
  }
}

function kindOf(value: Value): number {
  if (value === null) return KIND.nothing;
  return typeof value === 'number' ? KIND.number : typeof value === 'string' ? KIND.string : KIND.boolean;
}
