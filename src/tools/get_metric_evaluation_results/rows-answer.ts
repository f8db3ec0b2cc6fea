import { cutsOf } from '../../answers/results/cuts.ts';
import type { ResultRow, ResultsData } from '../../answers/results/results-shape.ts';
import { passes, type Criterion } from '../../results/figures/criterion.ts';
import { readDefinitions, type Definitions } from '../../results/figures/definitions.ts';
import { shownValue, type Row } from '../../results/reading/row.ts';
import { isOutside } from '../../results/figures/subject.ts';
import type { CallContext } from '../runner/context.ts';
import type { ToolOutput } from '../../answers/render.ts';
import { afterPages } from '../../deadline.ts';
import { coverageOf, Extent, passingInWords, unreadInWords } from './coverage.ts';
import { iso } from '../../text/times.ts';
import { DEFAULT_ROWS, type Input } from './input.ts';
import { nextOf } from './next.ts';
import { tokenOf, type Continued, type Place, type Question } from './question.ts';
import type { Source } from './source.ts';

const JUSTIFICATION = 280;

/** Results one by one, behind the last one that an earlier call showed; reads only until there are enough. */
export async function rowsOf(
  question: Question,
  from: Continued | null,
  source: Source,
  given: Input,
  call: CallContext,
): Promise<ToolOutput<ResultsData>> {
  const limit = given.limit ?? DEFAULT_ROWS;
  const extent = new Extent();
  let shown: { readonly row: Row; readonly after: Place }[] = [];
  /** Versions that the criterion lies outside of: nothing of theirs passes or fails. */
  const outside = new Set<string>();
  let moved = false;
  let start: number | undefined = from === null ? source.first : undefined;
  let gone = 0;
  let place = from?.place ?? {};
  const met = new Set<string>();

  const feed = () => {
    if (start === undefined) {
      const found = source.find(from?.place ?? {});
      if (found === undefined) return;
      moved = found === null;
      start = found ?? source.find({ page: from?.place.page }) ?? 0;
    }
    // Rows that another call let go while this one read definitions.
    if (source.first > Math.max(gone, start)) moved = true;
    for (
      gone = Math.max(gone, start, source.first);
      gone < source.length && shown.length < limit;
      gone += 1
    ) {
      const row = source.row(gone);
      if (!row) continue;
      extent.add(row, gone < source.here);
      met.add(row.metricId);
      if (isAsked(row, question, outside)) shown.push({ row, after: source.placeAfter(gone + 1) });
    }
    // Now: a call that reads on in the same results may let this row go.
    if (gone >= source.first) place = source.placeAfter(gone);
    call.progress(extent.read, undefined, `${shown.length} of ${limit} rows found`);
  };
  const enough = () =>
    shown.length >= limit || (start !== undefined && source.hasRead(given.read_at_most, from?.place));
  feed();
  let report = await source.readOn(enough, feed, call);
  let definitions = await readDefinitions(needed(shown, met, question), call.catalogue, afterPages(call));
  const judged = () => shown.filter(({ row }) => !isOutsideOf(row, question, definitions));
  // What passes or fails is known when the definitions of what was found are: then there may be too few.
  while (isVerdict(question) && judged().length < shown.length) {
    for (const { row } of shown) if (isOutsideOf(row, question, definitions)) outside.add(versionOf(row));
    shown = judged();
    feed();
    if (report.stopped === null) {
      const further = await source.readOn(enough, feed, call);
      report = { ...further, requests: report.requests + further.requests };
    }
    definitions = await readDefinitions(needed(shown, met, question), call.catalogue, afterPages(call));
  }

  const more = !source.snapshot.ended || isLeft(source, gone, question, outside);
  const tokenAt = (place: Place) => tokenOf(question, { asOf: source.snapshot.asOf, place });
  const token = more ? tokenAt(place) : null;
  const { criterion } = question;
  const others = withoutCriterion([...met], definitions, criterion);
  const isOut = (row: Row) => isOutsideOf(row, question, definitions);
  const data: ResultsData = {
    coverage: coverageOf(question, source, extent, report, token, token !== null, [
      moved && 'The list has changed since the last call: a row may be missing here or shown twice.',
      shown.length === 0 &&
        !more &&
        'Nothing (more) matches; post-session results come some time after a conversation ends.',
      (given.group_by !== undefined || given.examples !== undefined) &&
        'group_by and examples do nothing in rows.',
      passingInWords(criterion, others),
      (outside.size > 0 || shown.some(({ row }) => isOut(row))) &&
        'Where the criterion lies outside what a version can answer, nothing passes or fails.',
      unreadInWords(definitions.unread.length),
      shown.length > 0 &&
        call.hidesJustifications &&
        'Justifications are hidden by the server’s configuration.',
    ]),
    results: shown.map(({ row }) => ({
      ...resultRow(row, definitions.name(row.metricId), call),
      ...(criterion && { passed: isOut(row) ? null : passes(criterion, row.value) }),
    })),
  };
  const tokenAfter = (count: number) => tokenAt(shown[count - 1]?.after ?? place);
  return { data, cuts: cutsOf(data, tokenAfter), next: nextOf(question, data) };
}

function isVerdict({ only }: Question): boolean {
  return only === 'passing' || only === 'failing';
}

function isAsked(row: Row, question: Question, outside: ReadonlySet<string>): boolean {
  const { only, criterion } = question;
  if (only === 'all') return true;
  if (only === 'not_applicable') return row.value === null;
  if (criterion === null || outside.has(versionOf(row))) return false;
  return passes(criterion, row.value) === (only === 'passing');
}

function versionOf({ metricId, version }: Row): string {
  return `${metricId}-${version}`;
}

/** Whether a row would pass or fail by a criterion that its version cannot answer. */
function isOutsideOf(row: Row, { criterion }: Question, definitions: Definitions): boolean {
  return (
    criterion !== null &&
    passes(criterion, row.value) !== null &&
    isOutside(criterion, definitions.value(row.metricId, row.version))
  );
}

function isLeft(source: Source, from: number, question: Question, outside: ReadonlySet<string>): boolean {
  if (from < source.first) return true;
  for (let place = from; place < source.length; place += 1) {
    const row = source.row(place);
    if (row && isAsked(row, question, outside)) return true;
  }
  return false;
}

/** Names of the metrics whose values the criterion does not speak of. */
function withoutCriterion(
  ids: readonly string[],
  definitions: Definitions,
  criterion: Criterion | null,
): string[] {
  if (criterion === null) return [];
  const others = ids.filter((id) => (definitions.type(id) ?? criterion.type) !== criterion.type);
  return others.map((id) => definitions.name(id) ?? id);
}

type Shown = readonly { readonly row: Row }[];

/** What has to be read to name and judge rows: the criterion needs the bounds and categories of what is shown. */
function needed(shown: Shown, met: ReadonlySet<string>, { criterion }: Question): Map<string, number[]> {
  if (criterion === null) return new Map(shown.map(({ row }) => [row.metricId, []]));
  const versions = new Map<string, number[]>([...met].map((id) => [id, []]));
  if (criterion.type === 'boolean') return versions;
  for (const { row } of shown) {
    const numbers = versions.get(row.metricId);
    if (!numbers?.includes(row.version)) numbers?.push(row.version);
  }
  return versions;
}

function resultRow(row: Row, name: string | null, call: CallContext): ResultRow {
  return {
    id: row.id,
    metric_id: row.metricId,
    name,
    metric_version: row.version,
    result: shownValue(row.value),
    source: {
      type: row.sourceType,
      ...(row.conversationId !== null && { conversation_id: row.conversationId }),
      ...(row.interactionId !== null && { evaluate_to_interaction_id: row.interactionId }),
      ...(row.runId !== null && { simulation_unit_test_set_run_id: row.runId }),
      ...(row.unitTestId !== null && { unit_test_id: row.unitTestId }),
      ...(row.runIndex !== null && { run_index: row.runIndex }),
    },
    created_at: iso(row.at),
    justification: call.justification(row.justification, JUSTIFICATION),
    references: [...row.references],
  };
}
