import { minute } from '../../text/times.ts';
import { inline, quoted } from '../../text/words.ts';
import type { ResultRow, ResultsData } from './results-shape.ts';
import { coverageInWords, tokenInWords } from './summary-in-words.ts';

/** Results one by one: a line each, with the judge's reason; the metric is named where it changes. */
export function rowsInWords({ coverage, results = [] }: ResultsData): string {
  let heading = '';
  const lines = results.flatMap((row) => {
    const mine = `${row.name === null ? 'Metric' : quoted(inline(row.name))} ${row.metric_id} v${row.metric_version}`;
    const changed = mine !== heading;
    heading = mine;
    return changed ? [mine, lineOf(row)] : [lineOf(row)];
  });
  const shown = results.length === 0 ? ['No results to show.'] : [`${results.length} shown.`, ...lines];
  return [coverageInWords(coverage), ...shown, ...tokenInWords(coverage)].join('\n');
}

function lineOf({ id, result, passed, source, created_at, justification, references }: ResultRow): string {
  const value =
    result === null ? 'not applicable' : typeof result === 'string' ? quoted(inline(result)) : String(result);
  const verdict = typeof passed === 'boolean' ? (passed ? ', passes' : ', fails') : '';
  const where = source.conversation_id
    ? `conversation ${source.conversation_id}`
    : `run ${source.simulation_unit_test_set_run_id ?? '?'} unit test ${source.unit_test_id ?? '?'} #${source.run_index ?? '?'}`;
  const until = source.evaluate_to_interaction_id ? ` up to ${source.evaluate_to_interaction_id}` : '';
  const why = justification === null ? '' : `: ${quoted(justification)}`;
  const cited = references.length > 0 ? ` [${references.map(inline).join(', ')}]` : '';
  return `- ${value}${verdict}, ${inline(source.type ?? 'unknown source')}, ${where}${until}, ${minute(created_at)}, result ${id}${why}${cited}`;
}
