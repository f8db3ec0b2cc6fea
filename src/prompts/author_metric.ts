import { completion } from '../resources/suggestions.ts';
import { definePrompt } from './define-prompt.ts';
import { call, steps } from './numbered-steps.ts';

const TYPES = ['boolean', 'numerical', 'categorical'] as const;
/** How each is written in a call. */
const VALUES = {
  boolean: { type: 'boolean' },
  numerical: { type: 'numerical', lower_bound: 1, upper_bound: 5 },
  categorical: { type: 'categorical', categories: ['<category>', '<category>'] },
};

export const authorMetric = definePrompt({
  name: 'author_metric',
  title: 'Author a metric',
  description:
    'From a goal to a metric that was tried on conversations: look, draft, create, evaluate, refine.',
  arguments: {
    goal: { description: 'What you want to know about conversations' },
    value_type: {
      description: 'boolean, numerical or categorical; chosen when left out',
      fits: (text) => typeOf(text) !== undefined,
    },
  },
  tools: [
    'search_metrics',
    'get_metric_versions',
    'create_metric',
    'get_metric_evaluation_results',
    'evaluate_metrics',
    'create_metric_version',
  ],
  completions: {
    value_type: (typed) =>
      completion(
        TYPES.filter((type) => type.startsWith(typed.trim().toLowerCase())),
        true,
      ),
  },

  message({ goal, value_type }) {
    const type = typeOf(value_type ?? '');
    const value = VALUES[type ?? 'boolean'];
    const id = '<id>';
    return [
      goal === undefined
        ? 'Author an Amigo metric. Ask first what the person wants to know about conversations: that is the goal.'
        : `Author an Amigo metric that answers this goal:\n\n${JSON.stringify(goal)}`,
      type === undefined
        ? 'Choose the value type: boolean when something happened or not, numerical when each number can be described, categorical when the answers have no order.'
        : `Its value type is to be ${type}.`,
      steps(
        `See whether it exists: ${call('search_metrics', { query: '<one or two key words of the goal>', include_latest_version: true })}. Read near ones with ${call('get_metric_versions', { metric_id: '<id>', version: 'latest' })}. If one answers the goal, stop and say so; if one nearly does, propose a new version of it instead.`,
        'Draft a name and a description. The description is all that the judge reads: the question in one sentence, the unit judged, what has to be seen for each value, the edge cases, when it is not applicable. One question a metric. The resource amigo://guide has an example for each type.',
        'Show the draft. Ask for consent to create it, and for conversation ids whose answer the person knows, with that answer for each: five to begin with, twenty of either value before it is put to work; some clear, some on the edge, one where it does not apply. Go on when you have both.',
        `Create it: ${call('create_metric', { name: '<name>', description: '<description>', metric_value: value })}.`,
        `See what trying it costs: ${call('evaluate_metrics', { metric_ids: [id], conversation_id: ['<conversation id>'], dry_run: true })}. Then, with consent, the same without dry_run: all conversations in one call. Each run pays a judge and overwrites the earlier manual result; what is pending or not sent is asked for again as next says.`,
        `Compare with what the person knows: ${call('get_metric_evaluation_results', { metric_id: [id], source_type: ['manual'], labels: [{ label: '<value>', conversation_id: ['<conversation id>'] }] })}. It says how often each verdict is right, and lists disagreements with reasons: read the reason before the value.`,
        `Where one is wrong, find the sentence that allowed it, change that one and, with consent, create the next version, whole: ${call('create_metric_version', { metric_id: '<id>', description: '<whole description>', metric_value: value, version: 2 })}. Repeat steps 5 to 7 on the same conversations, each time with the version you read + 1; changes then says in pairs what the new wording moved.`,
      ),
      'A good answer holds: the final description, the metric’s id and version, the agreement with the person’s labels and the disagreements left, what each version changed, and what is still open. A handful of conversations shows that the wording works, not how often something happens.',
    ].join('\n\n');
  },
});

function typeOf(text: string): (typeof TYPES)[number] | undefined {
  return TYPES.find((type) => type === text.toLowerCase());
}
