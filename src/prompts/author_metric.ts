import * as z from 'zod';
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
  arguments: z.strictObject({
    goal: z.string().trim().max(4_000).describe('What you want to know about conversations'),
    value_type: z.enum(TYPES).optional().describe('boolean, numerical or categorical; chosen when left out'),
  }),
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
    const value = VALUES[value_type ?? 'boolean'];
    return [
      'Author an Amigo metric that answers this goal:',
      JSON.stringify(goal),
      value_type === undefined
        ? 'Choose the value type: boolean when something happened or not, numerical when each number can be described, categorical when the answers have no order.'
        : `Its value type is to be ${value_type}.`,
      steps(
        `See whether it exists: ${call('search_metrics', { query: '<one or two key words of the goal>', include_latest_version: true })}. Read near ones with ${call('get_metric_versions', { metric_id: '<id>', version: 'latest' })}. If one answers the goal, stop and say so; if one nearly does, propose a new version of it instead.`,
        'Draft a name and a description. The description is all that the judge reads: the question in one sentence, the unit judged, what has to be seen for each value, the edge cases, when it is not applicable. One question a metric. The resource amigo://guide has an example for each type.',
        'Show the draft. Ask for consent to create it, and for two to five conversation ids whose answer the person knows: some clear, one on the edge, one where it does not apply. Go on when you have both.',
        `Create it: ${call('create_metric', { name: '<name>', description: '<description>', metric_value: value })}.`,
        `Try it on each conversation: ${call('evaluate_metrics', { metric_ids: ['<id>'], conversation_id: '<conversation id>' })}. Each run pays a judge and overwrites the earlier manual result.`,
        `Read all verdicts with their reasons: ${call('get_metric_evaluation_results', { metric_id: ['<id>'], source_type: ['manual'], view: 'rows' })}. Compare each with what the person knows, the reason before the value.`,
        `Where one is wrong, find the sentence that allowed it, change that one and, with consent, create the next version, whole: ${call('create_metric_version', { metric_id: '<id>', description: '<whole description>', metric_value: value, version: 2 })}. Repeat steps 5 to 7 on the same conversations, each time with the version you read + 1.`,
      ),
      'A good answer holds: the final description, the metric’s id and version, a table of conversations with the expected and the given value, what each version changed, and what is still open. A handful of conversations shows that the wording works, not how often something happens.',
    ].join('\n\n');
  },
});
