import { definePrompt } from './define-prompt.ts';
import { call, findStep, metricArgument, named, steps } from './numbered-steps.ts';

export const tryVersion = definePrompt({
  name: 'try_version',
  title: 'Try a new version on old calls',
  description: 'What the latest version of a metric does to conversations that were judged before, in pairs.',
  arguments: {
    metric: metricArgument,
    conversations: {
      description: 'Conversation ids, or how many; recent ones when left out',
      fits: (text) => /\d/.test(text),
    },
  },
  tools: ['search_metrics', 'get_metric_versions', 'get_metric_evaluation_results', 'evaluate_metrics'],
  completions: { metric: (typed, _, suggestions) => suggestions.metricNames(typed) },

  message({ metric, conversations }) {
    const [id, conversation_id] = ['<id>', ['<conversation id>']];
    return [
      `Try the latest version of the Amigo metric ${named(metric)} on conversations that an earlier version has judged${conversations === undefined ? '' : `: ${JSON.stringify(conversations)}`}.`,
      steps(
        findStep(metric),
        `Read what changed: ${call('get_metric_versions', { metric_id: id, version: '1-latest' })}. Say in a sentence what the new wording is to move.`,
        `Choose conversations, unless their ids were given: ${call('get_metric_evaluation_results', { metric_id: [id], source_type: ['post-session'], view: 'rows', limit: 40 })}. Thirty to forty that the version before has judged; all of them as they come, not those that look interesting.`,
        `See the plan: ${call('evaluate_metrics', { metric_ids: [id], conversation_id, dry_run: true })}. Tell the person how many runs it pays for, how long it takes, which manual results it overwrites, and which version would judge. Go on with consent.`,
        `Evaluate all of them in one call: ${call('evaluate_metrics', { metric_ids: [id], conversation_id })}. What is pending or not sent is asked for again as next says; that pays nothing twice.`,
        'Read changes: the difference in pairs with its verdict, flips up and down, and under changed each conversation whose value moved. Read the reasons of three that moved, before their values.',
        `Where the person knows the right answers, compare: ${call('get_metric_evaluation_results', { metric_id: [id], source_type: ['manual'], labels: [{ label: '<value>', conversation_id }] })}.`,
      ),
      'A good answer holds: what the new wording was to move, and whether it did; pairs, flips and the verdict as given (up is not better: a new version asks a new question); the conversations that moved, with reasons; the agreement with labels, where there were any; and whether to keep the version, word it again, or judge more.',
    ].join('\n\n');
  },
});
