import { rowsInWords } from '../../answers/results/rows-in-words.ts';
import { resultsShape } from '../../answers/results/results-shape.ts';
import { summaryInWords } from '../../answers/results/summary-in-words.ts';
import { defineTool } from '../runner/define-tool.ts';
import { input } from './input.ts';
import { questionOf } from './question.ts';
import { rowsOf } from './rows-answer.ts';
import { Source } from './source.ts';
import { summaryOf } from './summary-answer.ts';

export const getMetricEvaluationResults = defineTool({
  name: 'get_metric_evaluation_results',
  title: 'Question evaluation results',
  description:
    'Answers questions about results: for each metric AND version the counts, rate, mean or shares with 95 % intervals, what changed between versions, warnings and examples; or, with view rows, single results with their reasons. Pass or fail exists only against a criterion. Amigo allows few requests (10 a minute, 500 results each), so coverage says what was read and how to go on; what was read answers further questions (another view, criterion, grouping) without reading again. Null results mean not applicable.',
  access: 'read',
  hints: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: true },
  input,
  output: resultsShape,

  async run(given, call) {
    const { question, from } = await questionOf(given, call);
    const source = await Source.open(question, from, given.refresh ?? false, call);
    const answer = question.view === 'rows' ? rowsOf : summaryOf;
    return answer(question, from, source, given, call);
  },

  text: (data) => (data.results ? rowsInWords(data) : summaryInWords(data)),
});
