import type { MetricFigures, ResultRow } from '../../results/figures/shape.ts';
import { inline, quoted } from '../../text/words.ts';
import { coverageInWords, tokenInWords } from './coverage-in-words.ts';
import type { ResultsData } from './results-shape.ts';

/** Results one by one: a line each, with the judge's reason; the metric is named where it changes. */
export function rowsInWords({ coverage, metrics = [], results = [] }: ResultsData): string {
  const [only, another] = metrics;
  const names = new Map(metrics.map((metric) => [metric.metric_id, headOf(metric, another === undefined)]));
  let heading = '';
  let run: string | undefined;
  let day: string | undefined;
  const lines = results.flatMap((row) => {
    const head = `${names.get(row.metric_id ?? only?.metric_id ?? '') ?? ''} v${row.version}`;
    const changed = head !== heading;
    heading = head;
    const isNewRun = row.simulation_unit_test_set_run_id !== run;
    run = row.simulation_unit_test_set_run_id ?? run;
    const isNewDay = changed || row.created_at?.slice(0, 10) !== day;
    day = row.created_at?.slice(0, 10);
    const line = `- ${rowInWords(row, coverage.conversation_url, { withRun: isNewRun, withDay: isNewDay })}`;
    return changed ? [head, line] : [line];
  });
  const shown = results.length === 0 ? ['No results to show.'] : [`${results.length} shown.`, ...lines];
  return [coverageInWords(coverage, 'more to show'), ...shown, ...tokenInWords(coverage)].join('\n');
}

/** Of many metrics the names alone: every tool takes an exact name for an id. */
function headOf({ metric_id, name }: MetricFigures, withId: boolean): string {
  if (name === undefined) return `Metric ${metric_id}`;
  return withId ? `${quoted(inline(name))} ${metric_id}` : quoted(inline(name));
}

interface Said {
  /** Whether a simulation’s run is named; not when the row before named it. */
  readonly withRun: boolean;
  /** Whether the day stands before the time; not when it is that of the row before. */
  readonly withDay: boolean;
}

/**
 * One result: value, verdict, where it comes from, when, why.
 * @param url address of a conversation
 */
export function rowInWords(row: ResultRow, url: string | undefined, { withRun, withDay }: Said): string {
  const { result, passed, source_type, created_at, justification, references = [] } = row;
  const value =
    result === null ? 'not applicable' : typeof result === 'string' ? quoted(inline(result)) : String(result);
  const verdict = passed === undefined ? '' : passed ? ', passes' : ', fails';
  return [
    `${value}${verdict}, ${source_type === undefined ? 'no source type' : inline(source_type)}, ${whereOf(row, url, withRun)}`,
    `, ${created_at === undefined ? 'time unknown' : timeInWords(created_at, withDay)}`,
    justification === undefined ? '' : `: ${quoted(justification)}`,
    references.length > 0 ? ` [${references.map(inline).join(', ')}]` : '',
  ].join('');
}

function timeInWords(at: string, withDay: boolean): string {
  const [day, time = ''] = at.replace('Z', '').split('T');
  return withDay ? `${day} ${time}` : time;
}

function whereOf(row: ResultRow, url: string | undefined, withRun: boolean): string {
  const { conversation_id, evaluate_to_interaction_id: until } = row;
  if (conversation_id !== undefined) {
    const conversation = url
      ? url.replaceAll('{conversation_id}', conversation_id)
      : `conversation ${conversation_id}`;
    return `${conversation}${until === undefined ? '' : ` up to ${until}`}`;
  }
  const { unit_test_id, simulation_unit_test_set_run_id: run, run_index } = row;
  const known = [
    unit_test_id !== undefined && `unit test ${unit_test_id}`,
    run !== undefined && withRun && `run ${run}`,
    run_index !== undefined && `#${run_index}`,
  ].filter((part) => part !== false);
  return known.join(' ') || 'nothing named';
}
