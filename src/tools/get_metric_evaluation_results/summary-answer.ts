import { rounded, type ResultsData } from '../../answers/results/results-shape.ts';
import { namesInWords } from '../../text/words.ts';
import { Aggregate } from '../../results/figures/aggregate.ts';
import { readDefinitions } from '../../results/figures/definitions.ts';
import { createGrouping, type Span } from '../../results/figures/grouping.ts';
import { shownValue, type Row } from '../../results/reading/row.ts';
import type { Example } from '../../results/figures/shape.ts';
import { summarise, type Summary } from '../../results/figures/summarise.ts';
import type { CallContext } from '../runner/context.ts';
import type { ToolOutput } from '../../answers/render.ts';
import { afterPages } from '../../deadline.ts';
import { coverageOf, Extent, passingInWords, unreadInWords } from './coverage.ts';
import { iso } from '../../text/times.ts';
import { cutsOf } from '../../answers/results/cuts.ts';
import type { Input } from './input.ts';
import { nextOf } from './next.ts';
import { tokenOf, type Continued, type Question } from './question.ts';
import type { Source } from './source.ts';

/** Most characters of an example's justification. */
const JUSTIFICATION = 280;
const DEFAULT_EXAMPLES = 3;
/** Share of verdicts that chance alone moves at 95 %. */
const BY_CHANCE = 0.05;
const MANY_VERDICTS = 3;

/** Reads on as far as it may, and answers over all that is here. */
export async function summaryOf(
  question: Question,
  from: Continued | null,
  source: Source,
  given: Input,
  call: CallContext,
): Promise<ToolOutput<ResultsData>> {
  const { filters, criterion, group_by, timezone, only } = question;
  const asked = new Set(filters.metrics.map((each) => each.slice(0, 24)));
  const examples = question.examples ?? (asked.size === 1 ? DEFAULT_EXAMPLES : 0);
  const grouping = group_by ? createGrouping(group_by, timezone) : null;
  const aggregate = new Aggregate({
    criterion,
    groupOf: grouping && ((row) => grouping.groupOf(row)),
    examples,
  });
  const extent = new Extent();

  let fed = source.first;
  const feed = () => {
    for (fed = Math.max(fed, source.first); fed < source.length; fed += 1) {
      const row = source.row(fed);
      if (!row) continue;
      aggregate.add(row);
      extent.add(row, fed < source.here);
    }
    call.progress(extent.read, undefined, `${extent.read} results read`);
  };
  feed();
  const report = await source.readOn(() => source.hasRead(given.read_at_most, from?.place), feed, call);

  const { snapshot } = source;
  const partial = !snapshot.complete || snapshot.origin !== undefined;
  const definitions = await readDefinitions(metAnd(aggregate, asked), call.catalogue, afterPages(call));
  const summary = summarise(aggregate, definitions, {
    criterion,
    grouping,
    only,
    partial,
    span: spanOf(question, source, extent),
    example: (row) => exampleOf(row, call),
  });
  const token = snapshot.ended
    ? null
    : tokenOf(question, { asOf: snapshot.asOf, place: source.placeAfter(source.length) });
  const found = new Set(summary.metrics.map((entry) => entry.metric_id));
  const without = [...asked].filter((id) => !found.has(id) && !definitions.unknown.includes(id));
  const coverage = coverageOf(question, source, extent, report, token, partial, [
    extent.read === 0 && 'No results match; post-session results come some time after a conversation ends.',
    given.limit !== undefined && 'limit does nothing in a summary.',
    without.length > 0 &&
      extent.read > 0 &&
      `No results of ${namesInWords(without.map((id) => definitions.name(id) ?? id))}.`,
    definitions.unknown.length > 0 && `Amigo does not know ${definitions.unknown.join(', ')}.`,
    unreadInWords(definitions.unread.length),
    passingInWords(criterion, summary.withoutCriterion),
    ...changesInWords(summary),
    examples > 0 && call.hidesJustifications && 'Justifications are hidden by the server’s configuration.',
  ]);
  const data: ResultsData = {
    coverage,
    ...rounded({
      metrics: summary.metrics,
      version_changes: summary.versionChanges,
      ...(summary.groupChanges && { group_changes: summary.groupChanges }),
    }),
  };
  return { data, cuts: cutsOf(data, () => token ?? ''), next: nextOf(question, data) };
}

/** Versions by metric, of those that results came for and those that were asked for. */
function metAnd(aggregate: Aggregate, asked: ReadonlySet<string>): Map<string, number[]> {
  const met = new Map<string, number[]>([...asked].map((id) => [id, []]));
  for (const { metricId, version } of aggregate.entries())
    met.set(metricId, [...(met.get(metricId) ?? []), version]);
  return met;
}

/** Where the results are all here: within the period asked for, as far as it was read. */
function spanOf({ filters, order }: Question, source: Source, extent: Extent): Span {
  const { asOf, complete, origin } = source.snapshot;
  const newestFirst = order === '-created_at';
  const [cutBelow, cutAbove] = newestFirst
    ? [!complete, origin !== undefined]
    : [origin !== undefined, !complete];
  const low = filters.after ?? Number.NEGATIVE_INFINITY;
  const high = Math.min(filters.before ?? asOf, asOf);
  return {
    from: cutBelow ? Math.max(low, (extent.oldest ?? low) + 1) : low,
    to: cutAbove ? Math.min(high, (extent.newest ?? high) - 1) : high,
  };
}

function exampleOf(row: Row, call: CallContext): Example {
  return {
    id: row.id,
    result: shownValue(row.value),
    conversation_id: row.conversationId,
    ...(row.unitTestId !== null && { unit_test_id: row.unitTestId }),
    created_at: iso(row.at),
    justification: call.justification(row.justification, JUSTIFICATION),
    references: [...row.references],
  };
}

/** What a reader of the changes must know. */
function changesInWords({ versionChanges, groupChanges }: Summary): (string | false)[] {
  const changes = [...versionChanges, ...(groupChanges ?? [])];
  const verdicts = changes.filter(({ verdict }) => ['up', 'down', 'no clear change'].includes(verdict));
  const moved = (verdicts.length * BY_CHANCE).toFixed(1);
  return [
    verdicts.length > MANY_VERDICTS &&
      `Of ${verdicts.length} verdicts about ${moved} would say "up" or "down" by chance alone.`,
    changes.some(({ paired }) => paired) &&
      'A paired difference is over the shared units alone, not between the figures shown.',
    versionChanges.length > 0 &&
      'A new version asks a new question, of later conversations: "up" does not say that anything got better.',
  ];
}
