import { OPERATIONS } from '../../amigo/operations.ts';
import { cutsOf } from '../../answers/results/cuts.ts';
import type { ResultsData } from '../../answers/results/results-shape.ts';
import { Aggregate, COUNTS_ONLY } from '../../results/figures/aggregate.ts';
import { readDefinitions, type Definitions } from '../../results/figures/definitions.ts';
import { createGrouping, type Span } from '../../results/figures/grouping.ts';
import { isOverview } from '../../results/figures/overview.ts';
import { summarise } from '../../results/figures/summarise.ts';
import type { Extent } from '../../results/reading/extent.ts';
import type { Row } from '../../results/reading/row.ts';
import { namesInWords } from '../../text/words.ts';
import type { CallContext } from '../runner/context.ts';
import type { ToolOutput } from '../../answers/render.ts';
import { afterPages } from '../../deadline.ts';
import { inSlices, type Steps } from '../../slices.ts';
import { Counting } from './counting.ts';
import { coverageOf } from './coverage.ts';
import type { Input } from './input.ts';
import type { LabelledResults } from '../../results/figures/label-agreement.ts';
import { agreementOf } from './labels.ts';
import { nextOf } from './next.ts';
import { needsTimezone } from './period.ts';
import { tokenOf, type Question } from './question.ts';
import type { Found, Reading } from './question-reading.ts';
import { exampleOf } from './shown-row.ts';
import { summaryNotes } from './summary-notes.ts';

const DEFAULT_EXAMPLES = 3;
/** More do not fit into an answer, however little is said of each. */
const MOST_METRICS = 300;

/** Reads on as far as it may, and answers over all that is here. */
export async function summaryOf(
  question: Question,
  reading: Reading,
  given: Input,
  labelled: LabelledResults | null,
  call: CallContext,
): Promise<ToolOutput<ResultsData>> {
  const { filters, criterion, only } = question;
  const asked = new Set(filters.metrics.map((metric) => metric.slice(0, 24)));
  const grouping = groupingOf(question, call);
  const examples = question.examples ?? (asked.size === 1 ? DEFAULT_EXAMPLES : 0);
  const isPlain = !grouping && examples === 0 && !labelled && !question.where && !question.baseline;
  const wanted = { criterion, groupOf: grouping && ((row: Row) => grouping.groupOf(row)), examples };
  const counting = new Counting(wanted, isPlain);
  const baseline = new Aggregate(COUNTS_ONLY, counting.aggregate);
  const found = await reading.read({
    main: (source) => {
      const take = counting.takerOf(source);
      if (!take || !labelled) return take;
      return (row, wasHere) => {
        take(row, wasHere);
        labelled.offer(row);
      };
    },
    baseline: (row) => baseline.add(row),
    progress: () => call.progress(counting.extent.read, undefined, `${counting.extent.read} results read`),
  });
  counting.keep(found.main);
  const { aggregate, extent } = counting;

  const met = await inSlices(metAnd(aggregate, asked));
  const definitions = await readDefinitions(met, call.catalogue, afterPages(call));
  const summary = await inSlices(
    summarise(aggregate, definitions, {
      criterion,
      grouping,
      compare: question.compare,
      baseline: question.baseline ? baseline : null,
      only,
      detailed: asked.size === 1,
      span: spanOf(question, found, extent),
      example: (row) => exampleOf(row, criterion, call),
    }),
  );
  const agreement = labelled && agreementOf(labelled, summary.drawn, call);
  const token = found.next ? tokenOf(question, found.next) : null;
  const { snapshot } = found.main;
  const coverage = coverageOf(
    question,
    { ...found, isAtLimit: reading.isAtLimit, extent },
    {
      token,
      complete: found.complete,
      dated: question.group_by !== undefined || question.compare === 'weekends' || needsTimezone(given),
      hasConversations: summary.metrics.some(({ examples }) => examples && examples.length > 0),
      notes: [
        found.main.dropped &&
          'What was read before is no longer kept: the figures start at continuation_token.',
        !found.whereKnown &&
          'Which conversations pass is not known yet, so there are no figures: read on first.',
        extent.read === 0 &&
          found.whereKnown &&
          'No results match; post-session results come some time after a conversation ends.',
        given.limit !== undefined && 'limit does nothing in a summary.',
        withoutInWords(asked, aggregate, definitions),
        labelled &&
          !agreement &&
          'The newest version has no post-session or manual result to compare labels with.',
        (question.filters.before ?? 0) > snapshot.asOf && 'The period asked for is not over.',
        ...summaryNotes(summary, question, definitions),
        call.hidesJustifications &&
          summary.metrics.some(({ examples }) => examples) &&
          'Justifications are hidden by the server’s configuration.',
      ],
    },
    call,
  );
  const { totals, unchanged } = summary;
  const metrics = summary.metrics.map((metric) => (agreement ? { ...metric, agreement } : metric));
  const whole: ResultsData = {
    coverage,
    ...(totals.length > 0 && { totals }),
    metrics,
    ...(unchanged.length > 0 && { unchanged }),
  };
  return {
    data: { ...whole, metrics: metrics.slice(0, MOST_METRICS) },
    cuts: cutsOf({
      whole,
      inTime: (grouping?.calendar ?? null) !== null,
      tokenAfter: () => token ?? '',
    }),
    next: nextOf(question, whole),
  };
}

function groupingOf({ group_by, compare, timezone }: Question, call: CallContext) {
  const by = compare === 'weekends' ? 'weekend' : group_by;
  return by === undefined ? null : createGrouping(by, timezone ?? call.timezone);
}

/**
 * Versions by metric, of those that results came for and those that were asked for; the metrics with the most results
 * first. Of many metrics, which show their newest version alone, as many as one request tells.
 */
function* metAnd(aggregate: Aggregate, asked: ReadonlySet<string>): Steps<Map<string, number[]>> {
  const met = new Map([...asked].map((id) => [id, { versions: new Set<number>(), results: 0 }]));
  for (const { metricId, version, whole } of aggregate.entries()) {
    const metric = met.get(metricId) ?? { versions: new Set(), results: 0 };
    met.set(metricId, metric);
    metric.versions.add(version);
    metric.results += whole.results;
    yield;
  }
  const withResults = [...met.values()].filter(({ versions }) => versions.size > 0).length;
  const span = isOverview(withResults) ? OPERATIONS.getMetricVersions.pageSize : Number.POSITIVE_INFINITY;
  const numbers = new Map<string, number[]>();
  for (const [id, { versions }] of [...met].sort(([, first], [, second]) => second.results - first.results)) {
    const oldest = Math.max(...versions) - span;
    numbers.set(
      id,
      [...versions].filter((version) => version > oldest),
    );
    yield;
  }
  return numbers;
}

function withoutInWords(
  asked: ReadonlySet<string>,
  aggregate: Aggregate,
  { name, unknown }: Definitions,
): string | false {
  const met = new Set(aggregate.entries().map(({ metricId }) => metricId));
  const without = [...asked].filter((id) => !met.has(id) && !unknown.includes(id));
  const said = [
    unknown.length > 0 && `Amigo does not know ${unknown.join(', ')}.`,
    without.length > 0 &&
      met.size > 0 &&
      `No results of ${namesInWords(without.map((id) => name(id) ?? id))}.`,
  ].filter((sentence) => sentence !== false);
  return said.length > 0 && said.join(' ');
}

/** Where the results are all here: within the period asked for, as far as it was read. */
function spanOf(
  { filters, order }: Question,
  { main, isMainComplete: complete }: Pick<Found, 'main' | 'isMainComplete'>,
  extent: Extent,
): Span {
  const { asOf, origin } = main.snapshot;
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
