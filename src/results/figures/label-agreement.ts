import type { Value } from '../../amigo/result.ts';
import type { Row } from '../reading/row.ts';
import { blandAltman, correctedRate, kappa, type Labelled } from '../statistics/agreement.ts';
import { describe } from '../statistics/descriptive.ts';
import { wilsonInterval } from '../statistics/wilson-interval.ts';
import type { ValueType } from './cell.ts';
import { passes, type Criterion } from './criterion.ts';
import { RATE, rounded, roundedWith } from './rounding.ts';
import type { LabelAgreement } from './shape.ts';
import type { Subject } from './subject.ts';

const DISAGREEMENTS = 10;

/** An entry, as far as agreement with its labels depends on it. */
interface JudgedEntry extends Pick<Subject, 'measure' | 'values'> {
  readonly entry: Pick<Subject['entry'], 'version' | 'sourceType'>;
}

/** What people say of conversations, and what the judge said. */
export class LabelledResults {
  readonly #labels: ReadonlyMap<string, string>;
  readonly #rows: Row[] = [];

  /** @param labels by conversation id */
  constructor(labels: ReadonlyMap<string, string>) {
    this.#labels = labels;
  }

  offer(row: Row): void {
    if (row.conversationId !== null && row.value !== null && this.#labels.has(row.conversationId))
      this.#rows.push(row);
  }

  /** Different labels, as they came. */
  get texts(): Set<string> {
    return new Set(this.#labels.values());
  }

  /**
   * How far the judge agrees with the labels, over the labelled conversations that an entry has a value of.
   * @param valueOf the value that a label stands for
   * @param shown a result's justification as it may be shown; null when it may not
   */
  against(
    subject: JudgedEntry,
    valueOf: (label: string) => Value,
    shown: (justification: string) => string | null,
  ): LabelAgreement {
    const { version, sourceType } = subject.entry;
    const pairs = this.#pairs(subject).map((pair) => ({ ...pair, label: valueOf(pair.label) }));
    const { criterion, type } = subject.measure;
    const judged = pairs.map(
      ({ label, row }) => [compared(label, criterion), compared(row.value, criterion)] as const,
    );
    const isNumber = type === 'numerical' && criterion === null;
    return {
      version,
      ...(sourceType !== null && { source_type: sourceType }),
      labelled: this.#labels.size,
      found: pairs.length,
      table: tableOf(pairs.map(({ label, row }) => [label, row.value])),
      ...(isNumber ? numberAgreement(judged) : valueAgreement(judged)),
      ...(type === 'boolean' || criterion !== null ? rateAgreement(judged, subject) : {}),
      ...disagreementsOf(
        pairs.filter((_, place) => differs(judged[place])),
        shown,
      ),
    };
  }

  /** The newest result of each labelled conversation in the entry. */
  #pairs({ entry, measure }: JudgedEntry): { label: string; row: Row }[] {
    const newest = new Map<string, Row>();
    for (const row of this.#rows) {
      if (row.version !== entry.version || row.sourceType !== entry.sourceType) continue;
      if (row.conversationId === null || !isOfType(row.value, measure.type)) continue;
      const known = newest.get(row.conversationId);
      if (!known || isNewer(row, known)) newest.set(row.conversationId, row);
    }
    return [...this.#labels].flatMap(([conversation, label]) => {
      const row = newest.get(conversation);
      return row ? [{ label, row }] : [];
    });
  }
}

/** The entry that labels belong to: of the newest version, post-session where there is any, else manual. */
export function labelledEntry(subjects: readonly Subject[]): Subject | undefined {
  const newest = subjects[0]?.entry.version;
  const of = (source: string) =>
    subjects.find(({ entry }) => entry.version === newest && entry.sourceType === source);
  return of('post-session') ?? of('manual');
}

function isNewer(row: Row, known: Row): boolean {
  return row.at === known.at ? row.id < known.id : (row.at ?? -Infinity) > (known.at ?? -Infinity);
}

function isOfType(value: Value, type: ValueType | null): boolean {
  const expected = { boolean: 'boolean', numerical: 'number', categorical: 'string' } as const;
  return type !== null && typeof value === expected[type];
}

type Pair = readonly [label: Value, value: Value];

function compared(value: Value, criterion: Criterion | null): Value {
  return criterion === null ? value : passes(criterion, value);
}

function differs(pair: Pair | undefined): boolean {
  return pair !== undefined && pair[0] !== pair[1];
}

function tableOf(pairs: readonly Pair[]): LabelAgreement['table'] {
  const cells = new Map<string, { label: Value; value: Value; n: number }>();
  for (const [label, value] of pairs) {
    const key = JSON.stringify([label, value]);
    const cell = cells.get(key) ?? { label, value, n: 0 };
    cells.set(key, cell);
    cell.n += 1;
  }
  return [...cells.values()].sort((first, second) => second.n - first.n);
}

function valueAgreement(pairs: readonly Pair[]) {
  const values = [...new Set(pairs.flat())];
  const counts = values.map((label) =>
    values.map((value) => pairs.filter((pair) => pair[0] === label && pair[1] === value).length),
  );
  const chance = kappa(counts);
  return {
    agreement: shareOf(pairs, ([label, value]) => label === value),
    kappa: chance === null ? null : plain(chance),
  };
}

function numberAgreement(pairs: readonly Pair[]) {
  const differences = pairs.map(([label, value]) => Number(value) - Number(label));
  const { mean, sd } = blandAltman(differences);
  const precision = { scale: sd || null, least: Number.NEGATIVE_INFINITY, marks: [0] };
  return {
    exact: shareOf(differences, (difference) => difference === 0),
    within_one: shareOf(differences, (difference) => Math.abs(difference) <= 1),
    mean_difference: mean === null ? null : (rounded([mean], precision)[0] ?? mean),
    sd_of_differences: sd === null ? null : (rounded([sd], precision)[0] ?? sd),
  };
}

/** How often each verdict is right, and the rate that people would have found. */
function rateAgreement(pairs: readonly Pair[], { values }: JudgedEntry) {
  const beside = (verdict: boolean): Labelled => {
    const ofVerdict = pairs.filter(([, value]) => value === verdict);
    return { n: ofVerdict.length, right: ofVerdict.filter(([label]) => label === verdict).length };
  };
  const [trueVerdicts, falseVerdicts] = [beside(true), beside(false)];
  const rate = describe(values.values).mean;
  const corrected =
    rate === null ? null : correctedRate({ rate, n: values.units.length, trueVerdicts, falseVerdicts });
  const shown = corrected && roundedWith(corrected.rate, corrected.ci95, { ...RATE, scale: null });
  return {
    right_when_true: rightShare(trueVerdicts),
    right_when_false: rightShare(falseVerdicts),
    corrected_rate: shown && { rate: shown.value, ci95: shown.ci95 },
  };
}

function rightShare({ right, n }: Labelled) {
  const rate = n > 0 ? right / n : null;
  const shown = roundedWith(rate, rate === null ? null : wilsonInterval(rate, n), { ...RATE, scale: null });
  return { n, rate: shown.value, ci95: shown.ci95 };
}

function shareOf<T>(all: readonly T[], is: (item: T) => boolean): number | null {
  return all.length > 0 ? plain(all.filter(is).length / all.length) : null;
}

function plain(fraction: number): number {
  return rounded([fraction], { ...RATE, scale: 1 })[0] ?? fraction;
}

function disagreementsOf(
  pairs: readonly { readonly label: Value; readonly row: Row }[],
  shown: (justification: string) => string | null,
): Pick<LabelAgreement, 'disagreements'> {
  if (pairs.length === 0) return {};
  return {
    disagreements: pairs.slice(0, DISAGREEMENTS).map(({ label, row }) => {
      const justification = shown(row.justification) || null;
      return {
        conversation_id: row.conversationId ?? '',
        label,
        value: row.value,
        ...(justification !== null && { justification }),
      };
    }),
  };
}
