import { cutsOf } from '../../answers/results/cuts.ts';
import type { ResultsData } from '../../answers/results/results-shape.ts';
import { passes } from '../../results/figures/criterion.ts';
import { readDefinitions, type Definitions } from '../../results/figures/definitions.ts';
import { isOutside } from '../../results/figures/measure.ts';
import { RowFinder } from '../../results/reading/find-rows.ts';
import type { Row } from '../../results/reading/row.ts';
import type { CallContext } from '../runner/context.ts';
import type { ToolOutput } from '../../answers/render.ts';
import { afterPages } from '../../deadline.ts';
import { coverageOf } from './coverage.ts';
import { DEFAULT_ROWS, type Input } from './input.ts';
import { nextOf } from './next.ts';
import { needsTimezone } from './period.ts';
import { tokenOf, type Progress, type Question } from './question.ts';
import type { Reading } from './question-reading.ts';
import { shownRow } from './shown-row.ts';
import { outsideInWords, passingInWords, unreadInWords } from './summary-notes.ts';

/** Results one by one, behind the last one that an earlier call showed; reads only until there are enough. */
export async function rowsOf(
  question: Question,
  reading: Reading,
  from: Progress,
  given: Input,
  call: CallContext,
): Promise<ToolOutput<ResultsData>> {
  const limit = given.limit ?? DEFAULT_ROWS;
  const where = await reading.conversations();
  const source = await reading.open();
  /** Versions that the criterion lies outside of: nothing of theirs passes or fails. */
  const outside = new Set<string>();
  const finder = new RowFinder(source, from.main, limit, (row) =>
    isAsked(row, question, where?.passing, outside),
  );
  const feed = () => {
    finder.feed();
    call.progress(finder.extent.read, undefined, `${finder.found.length} of ${limit} rows found`);
  };
  const read = async () => {
    feed();
    if (where?.passing !== null) await reading.readOn(source, () => finder.isFull, feed);
    return readDefinitions(needed(finder, question), call.catalogue, afterPages(call));
  };
  let definitions = await read();
  // What passes or fails is known when the definitions of what was found are: then there may be too few.
  while (question.only !== 'all' && finder.found.some(({ row }) => isOutsideOf(row, question, definitions))) {
    for (const { row } of finder.found)
      if (isOutsideOf(row, question, definitions)) outside.add(versionOf(row));
    finder.keep((row) => !outside.has(versionOf(row)));
    definitions = await read();
  }
  const isOutsideHere =
    finder.found.length === 0 && (await isOutsideOfMet(finder, question, definitions, call));

  const isLeft = where?.passing === null || !source.snapshot.ended || finder.isMoreHere;
  const { asOf } = source.snapshot;
  const tokenAfter = (shown?: number) =>
    tokenOf(question, {
      main: { asOf, place: finder.placeAfter(shown) },
      baseline: null,
      where: where?.part.isLeft ? where.part.place : null,
    });
  const token = isLeft ? tokenAfter() : null;
  const shown = finder.found.map(({ row }) => row);
  const ids = [...new Set(shown.map(({ metricId }) => metricId))];
  const { criterion, filters } = question;
  const rowsOfWhat =
    filters.conversations.length === 1 ? 'conversation' : ids.length > 1 ? 'several' : 'metric';
  const data: ResultsData = {
    coverage: coverageOf(
      question,
      {
        sources: where ? [source, where.part.source] : [source],
        report: reading.report,
        isAtLimit: reading.isAtLimit,
        extent: finder.extent,
      },
      {
        token,
        complete: !isLeft && !source.snapshot.cut,
        dated: needsTimezone(given),
        hasConversations: shown.some(({ conversationId }) => conversationId !== null),
        notes: [
          finder.moved &&
            'The list has changed since the last call: a row may be missing here or shown twice.',
          where?.passing === null &&
            'Which conversations pass is not known yet, so there are no rows: read on first.',
          shown.length === 0 &&
            !isLeft &&
            'Nothing (more) matches; post-session results come some time after a conversation ends.',
          ...idleInWords(given),
          passingInWords(question, withoutCriterion(finder, question, definitions)),
          outsideInWords(
            outside.size > 0 || isOutsideHere || shown.some((row) => isOutsideOf(row, question, definitions)),
          ),
          unreadInWords(definitions.unread.length),
          shown.length > 0 &&
            call.hidesJustifications &&
            'Justifications are hidden by the server’s configuration.',
        ],
      },
      call,
    ),
    metrics: ids.map((id) => identityOf(id, definitions)),
    results: shown.map((row) => ({
      ...(ids.length > 1 && { metric_id: row.metricId }),
      ...shownRow(row, isOutsideOf(row, question, definitions) ? null : criterion, rowsOfWhat, call),
    })),
  };
  return { data, cuts: cutsOf({ whole: data, inTime: false, tokenAfter }), next: nextOf(question, data) };
}

function identityOf(id: string, definitions: Definitions) {
  const [name, type] = [definitions.name(id), definitions.type(id)];
  return { metric_id: id, ...(name !== null && { name }), ...(type !== null && { type }) };
}

function isAsked(
  row: Row,
  { only, criterion }: Question,
  passing: ReadonlySet<string> | null | undefined,
  outside: ReadonlySet<string>,
): boolean {
  if (passing === null) return false;
  if (passing && (row.conversationId === null || !passing.has(row.conversationId))) return false;
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

/** Whether the criterion lies outside what a version that was met can answer; only asked where nothing was found. */
async function isOutsideOfMet(
  { met }: RowFinder,
  { only, criterion }: Question,
  known: Definitions,
  call: CallContext,
): Promise<boolean> {
  if (criterion === null || (only !== 'passing' && only !== 'failing')) return false;
  const versions = new Map(
    [...met].filter(([id]) => known.type(id) === criterion.type).map(([id, numbers]) => [id, [...numbers]]),
  );
  const definitions = await readDefinitions(versions, call.catalogue, afterPages(call));
  return [...versions].some(([id, numbers]) =>
    numbers.some((version) => isOutside(criterion, definitions.value(id, version))),
  );
}

/** Names of the metrics whose values the criterion does not speak of. */
function withoutCriterion({ met }: RowFinder, { criterion }: Question, definitions: Definitions): string[] {
  const others = [...met.keys()].filter(
    (id) => criterion !== null && (definitions.type(id) ?? criterion.type) !== criterion.type,
  );
  return others.map((id) => definitions.name(id) ?? id);
}

/** What has to be read to name and judge rows: the criterion needs the bounds and categories of what is shown. */
function needed({ found, met }: RowFinder, { criterion }: Question): Map<string, number[]> {
  if (criterion === null) return new Map(found.map(({ row }) => [row.metricId, []]));
  const versions = new Map<string, number[]>([...met.keys()].map((id) => [id, []]));
  if (criterion.type === 'boolean') return versions;
  for (const { row } of found) {
    const numbers = versions.get(row.metricId);
    if (!numbers?.includes(row.version)) numbers?.push(row.version);
  }
  return versions;
}

/** Arguments that say nothing about rows. */
function idleInWords(given: Input): (string | false)[] {
  const idle = (['group_by', 'examples', 'compare', 'baseline_after', 'baseline_before'] as const).filter(
    (name) => given[name] !== undefined,
  );
  return [idle.length > 0 && `${idle.join(', ')} ${idle.length === 1 ? 'does' : 'do'} nothing in rows.`];
}
