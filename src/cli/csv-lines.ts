import { isObject } from '../json.ts';

export type Fields = Readonly<Record<string, unknown>>;

/** A table to be: what stands in a row under each column. A column is the path to it, as in `change.verdict`. */
export interface Lines {
  readonly columns: readonly string[];
  readonly rows: readonly Fields[];
}

const VALUE = columns('type lower_bound upper_bound categories').map((field) => `metric_value.${field}`);
const METRIC = [
  ...columns(`id name metric_value_type applied_to_services additional_notes tags creator.org_id creator.user_id
    updated_by.org_id updated_by.user_id is_deleted created_at updated_at`),
  ...['version', 'description', ...VALUE].map((field) => `latest_version.${field}`),
];
const VERSION = [
  ...columns('metric_id version description'),
  ...VALUE,
  ...columns('creator.org_id creator.user_id created_at changes'),
];
const TOTAL = columns('source_type results not_applicable metrics units');
const RESULT = columns(`metric_id name version result passed source_type conversation_id unit_test_id
  simulation_unit_test_set_run_id run_index evaluate_to_interaction_id created_at justification references`);
const ENTRY = columns(`metric_id name type version source_type n results not_applicable mismatched
  pass_rate true_rate mean ci95.low ci95.high sd min median max shares
  change.from change.difference change.ci95.low change.ci95.high change.verdict change.reason change.p_adjusted
  change.paired change.strata change.flips change.agreement change.kappa change.not_applicable_both
  trend.verdict trend.p_adjusted bins counts groups warnings`);
const EVALUATION =
  columns(`metric_id name conversation_id metric_version status value justification references
  previous.result previous.metric_version previous.justification previous.created_at changed error`);
const JUDGED = columns(`metric_id name metric_version done pending not_sent failed
  values.counts values.mean values.min values.max changes changed reasons`);
const PLANNED = columns('metric_id name version');

/** What makes the lines of each tool's answer: the fields of the answer, under their names. */
const LINES: Readonly<Record<string, (answer: Fields) => Lines>> = {
  get_metrics: ({ metrics }) => ({ columns: METRIC, rows: listOf(metrics) }),
  search_metrics: ({ metrics }) => ({ columns: METRIC, rows: listOf(metrics) }),
  get_metric_versions: ({ metric_id, versions }) => ({
    columns: VERSION,
    rows: listOf(versions).map((version) => ({ metric_id, ...version })),
  }),
  get_metric_evaluation_results({ results, metrics, totals }) {
    if (results !== undefined) return { columns: RESULT, rows: resultRows(listOf(results), listOf(metrics)) };
    if (metrics !== undefined) return { columns: ENTRY, rows: listOf(metrics).flatMap(entryRows) };
    return { columns: TOTAL, rows: listOf(totals) };
  },
  evaluate_metrics({ evaluations, metrics, plan }) {
    if (isObject(plan)) return { columns: PLANNED, rows: listOf(plan['versions']) };
    if (metrics !== undefined) return { columns: JUDGED, rows: listOf(metrics) };
    return { columns: EVALUATION, rows: listOf(evaluations) };
  },
};

/** What makes an answer of this tool into lines; undefined when its answers have no list. */
export function linesOf(tool: string): ((answer: Fields) => Lines) | undefined {
  return Object.hasOwn(LINES, tool) ? LINES[tool] : undefined;
}

function columns(names: string): string[] {
  return names.split(/\s+/);
}

function listOf(value: unknown): readonly Fields[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

/** A metric is named in each of its rows; asked for alone, the answer says its id once. */
function resultRows(results: readonly Fields[], metrics: readonly Fields[]): Fields[] {
  const names = new Map(metrics.map(({ metric_id, name }) => [metric_id, name]));
  return results.map((row) => {
    const id = row['metric_id'] ?? metrics[0]?.['metric_id'];
    return { ...row, metric_id: id, name: names.get(id) };
  });
}

function entryRows({ metric_id, name, type, bins, entries }: Fields): Fields[] {
  return listOf(entries).map((entry) => {
    const { change } = entry;
    return {
      metric_id,
      name,
      type,
      ...withEnds(entry),
      ...(entry['counts'] !== undefined && { bins }),
      ...(isObject(change) && { change: withEnds(change) }),
    };
  });
}

/** The ends of an interval under names. */
function withEnds(figures: Fields): Fields {
  const { ci95 } = figures;
  if (!Array.isArray(ci95)) return figures;
  const [low, high]: readonly unknown[] = ci95;
  return { ...figures, ci95: { low, high } };
}
