import { definePrompt } from './define-prompt.ts';
import { call, findStep, metricArgument, named, steps } from './numbered-steps.ts';

/** Words of which one at least stands in what means a period. */
const TIME_WORDS =
  /\d|\b(?:today|yesterday|now|last|past|previous|this|current|since|until|before|after|ago|days?|weeks?|weekends?|months?|quarters?|years?|january|february|march|april|may|june|july|august|september|october|november|december|(?:mon|tues|wednes|thurs|fri|satur|sun)day|all|ever)\b/i;

export const reviewResults = definePrompt({
  name: 'review_results',
  title: 'Review a metric’s results',
  description:
    'How a metric stands in a period: figures with their limits, the trend, and what is behind failures.',
  arguments: {
    metric: metricArgument,
    period: {
      description: 'For example "last week" or "2026-11-01 to 2026-11-30"; everything when left out',
      fits: (text) => TIME_WORDS.test(text),
    },
  },
  tools: ['search_metrics', 'get_metric_versions', 'get_metric_evaluation_results'],
  completions: { metric: (typed, _, suggestions) => suggestions.metricNames(typed) },

  message({ metric, period }) {
    const id = '<id>';
    const metric_id = [id];
    const time =
      period === undefined ? {} : { timestamp_after: '<first day>', timestamp_before: '<last day>' };
    return [
      `Review the results of the Amigo metric ${named(metric)}${period === undefined ? '' : ` in the period ${JSON.stringify(period)}`}.`,
      ...(period === undefined
        ? []
        : [
            'Turn the period into two dates first (YYYY-MM-DD; a date alone is a whole day in timezone) and say which you took; where the period reads as cut off, ask.',
          ]),
      steps(
        findStep(metric),
        `Read what was asked: ${call('get_metric_versions', { metric_id: id, version: '1-latest' })}. Note what the versions changed and when.`,
        `Read the figures and the trend in one call: ${call('get_metric_evaluation_results', { metric_id, ...time, group_by: 'week' })}. Use group_by "day" for less than three weeks.`,
        'Decide what failing means. For a boolean it is criterion {"expected_value": true} or false as the description has it; for numbers and categories take the person’s criterion, or ask; without one, report no pass rate.',
        `With the criterion (here as for a boolean), find the failures behind the figure: ${call('get_metric_evaluation_results', { metric_id, ...time, criterion: { expected_value: true }, only: 'failing', view: 'rows', limit: 25 })}. The same filters cost no new reading. Group the justifications by cause; name two or three conversation ids for each.`,
        `If the answer’s coverage is not complete, go on with ${call('get_metric_evaluation_results', { continuation_token: '<token>' })} or say what share was read.`,
      ),
      'A good answer holds: the main figure with its interval, its count and its period, for each version and source by itself; the share that was not applicable; the trend in full periods, with the verdict as given (up is not better); the causes of failures with their ids; every warning and note that limits the reading; one or two next steps. Where units are fewer than ten, say that it is too few to tell.',
    ].join('\n\n');
  },
});
