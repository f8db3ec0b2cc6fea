import { resultsShape } from '../../answers/results/results-shape.ts';
import { rowsInWords } from '../../answers/results/rows-in-words.ts';
import { summaryInWords, totalsInWords } from '../../answers/results/summary-in-words.ts';
import type { CallContext } from '../runner/context.ts';
import { defineTool } from '../runner/define-tool.ts';
import { waitedCoverage } from './coverage-answer.ts';
import { input } from './input.ts';
import { questionOf } from './question.ts';
import { labelledResults } from './labels.ts';
import { Reading } from './question-reading.ts';
import { rowsOf } from './rows-answer.ts';
import { summaryOf } from './summary-answer.ts';

/** Requests of a question beside its result pages: above these, names and definitions are left out. */
const OTHER_REQUESTS = 8;

export const getMetricEvaluationResults = defineTool({
  name: 'get_metric_evaluation_results',
  title: 'Question evaluation results',
  description:
    'Answers questions about results: for each metric, version and source type the units judged and their rate, mean or shares with 95 % intervals, what changed against the version before (or sources, weekends, another period), courses, warnings, examples. Nothing is averaged over versions or source types; verdicts are adjusted for their number. view rows gives single results with reasons; view coverage reads all, waiting for the quota. Passing exists only against a criterion; null is not applicable. Amigo allows few result pages a minute: ask one wide question first; narrower or other ones about what was read cost nothing for ten minutes. What a metric asks: get_metric_versions.',
  access: 'read',
  hints: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: true },
  input,
  output: resultsShape,

  async run(given, opened) {
    const budget = { left: OTHER_REQUESTS };
    const call: CallContext = {
      ...opened,
      reads: { ...opened.reads, budget },
      pages: { ...opened.pages, budget },
    };
    const { question, from } = await questionOf(given, call);
    if ((given.view ?? question.view) === 'coverage') return waitedCoverage(question, from, given, call);
    const labelled = labelledResults(given, question);
    const reading = new Reading(question, from, given.refresh ?? false, call);
    return question.view === 'rows'
      ? rowsOf(question, reading, from, given, call)
      : summaryOf(question, reading, given, labelled, call);
  },

  text(data) {
    if (data.results) return rowsInWords(data);
    return data.metrics ? summaryInWords(data) : totalsInWords(data);
  },
});
