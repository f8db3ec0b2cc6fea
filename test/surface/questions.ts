// Calls whose answers are committed, by the name of the file that holds it.

const EMPATHY = 'Empathy score';
const IDENTITY = 'Identity verified before disclosure';
const INTERPRETER = 'Interpreter offered';
const NEW = 'Callback window offered';
const results = 'get_metric_evaluation_results';
const CONVERSATIONS = [
  '6aff2cdc19b856d16b4ab46e',
  '6aff2c91e5016da2a20290ca',
  '6afed5bf71e3cfa10c4575fc',
  '6afd87ae0fbb1cc624e48bac',
  '6afc82ecf4e05c260776f2ec',
  '6afb5be374f3aebbada30e1c',
  '6afb02af2ffbc6e1ebcbb53d',
  '6afad4753c2844aa38812489',
  '6afaab7c399806e920a1e607',
  '6afa0a1b8453b8186f6b48ef',
  '6af9818c91259f8d5dc46d5c',
  '6af88ba7eb33b2f16869c9e6',
];
const [CONVERSATION] = CONVERSATIONS;

export const ANSWERS: Readonly<Record<string, readonly [tool: string, input: object]>> = {
  'metrics-few': ['get_metrics', { limit: 3 }],
  'metrics-all': ['get_metrics', {}],
  'metrics-by-tag': ['get_metrics', { tag: ['team:safety'] }],
  'metrics-none': ['get_metrics', { tag: ['team:nobody'] }],
  'metrics-unknown-id': ['get_metrics', { id: ['a'.repeat(24)] }],
  'search-hits': ['search_metrics', { query: 'medication' }],
  'search-nothing': ['search_metrics', { query: 'Empaty scor' }],
  'versions-all': ['get_metric_versions', { metric_id: EMPATHY }],
  'versions-one': ['get_metric_versions', { metric_id: 'Agent tone', version: '2' }],
  'versions-missing': ['get_metric_versions', { metric_id: EMPATHY, version: '9' }],
  'name-unknown': ['get_metric_versions', { metric_id: 'Empathie score' }],
  'summary-overview': [results, { read_at_most: 1_000 }],
  'summary-one': [results, { metric_id: EMPATHY }],
  'summary-criterion': [results, { metric_id: IDENTITY, criterion: { expected_value: true } }],
  'summary-threshold': [
    results,
    { metric_id: EMPATHY, criterion: { verb: '>=', threshold: 4 }, examples: 2 },
  ],
  'summary-categories': [results, { metric_id: ['Agent tone', 'Call outcome'] }],
  'summary-by-week': [results, { metric_id: INTERPRETER, group_by: 'week', timezone: 'America/New_York' }],
  'summary-by-conversation': [
    results,
    { metric_id: INTERPRETER, group_by: 'conversation_id', source_type: ['manual'] },
  ],
  'summary-sources': [results, { metric_id: IDENTITY, compare: 'sources' }],
  'summary-weekends': [results, { metric_id: IDENTITY, compare: 'weekends' }],
  'summary-baseline': [
    results,
    {
      metric_id: ['Appointment details repeated', IDENTITY, EMPATHY, 'Agent tone'],
      timestamp_after: '2026-10-21',
      baseline_after: '2026-09-21',
      baseline_before: '2026-10-20',
      source_type: ['post-session'],
    },
  ],
  'summary-baseline-of-all': [
    results,
    {
      timestamp_after: '2026-10-21',
      baseline_after: '2026-09-21',
      baseline_before: '2026-10-20',
      read_at_most: 4_000,
    },
  ],
  'summary-cut': [
    results,
    {
      metric_id: [EMPATHY, IDENTITY, INTERPRETER, 'Agent tone', 'Call outcome', 'Task completion'],
      group_by: 'day',
      examples: 10,
    },
  ],
  'summary-where': [
    results,
    {
      metric_id: INTERPRETER,
      where: { metric_id: 'Conversation language', expected_values: ['English'], verb: '!=' },
    },
  ],
  'summary-nothing': [results, { metric_id: EMPATHY, timestamp_before: '2020-01-01' }],
  'summary-outside': [results, { metric_id: EMPATHY, criterion: { verb: '>=', threshold: 400 } }],
  'rows-failing': [
    results,
    { metric_id: IDENTITY, criterion: { expected_value: true }, only: 'failing', view: 'rows', limit: 4 },
  ],
  'rows-of-many': [results, { view: 'rows', limit: 6 }],
  'rows-cut': [results, { metric_id: 'Call outcome', view: 'rows', limit: 200 }],
  'rows-none': [results, { metric_id: EMPATHY, view: 'rows', timestamp_before: '2020-01-01' }],
  coverage: [results, { metric_id: EMPATHY, view: 'coverage' }],
  'results-nonsense': [results, { metric_id: EMPATHY, only: 'failing' }],
  'results-wrong-labels': [
    results,
    { metric_id: EMPATHY, labels: CONVERSATIONS.map((conversation_id) => ({ conversation_id, value: 4 })) },
  ],
  'results-unknown-key': [results, { metric: EMPATHY }],
  create: [
    'create_metric',
    {
      name: NEW,
      description: 'Did the agent offer a window of time for the callback, and did it confirm the number?',
      metric_value: { type: 'boolean' },
      tags: [{ key: 'team', value: 'operations' }],
    },
  ],
  'create-again': [
    'create_metric',
    { name: NEW, description: 'Is there a window?', metric_value: { type: 'boolean' } },
  ],
  'version-new': [
    'create_metric_version',
    {
      metric_id: NEW,
      description:
        'The agent named a window of at most four hours for the callback. Not applicable when none is due.',
      metric_value: { type: 'boolean' },
    },
  ],
  'version-of-another-type': [
    'create_metric_version',
    {
      metric_id: NEW,
      description: 'How wide is it?',
      metric_value: { type: 'numerical', lower_bound: 0, upper_bound: 24 },
    },
  ],
  'update-tags': [
    'update_metric',
    { metric_id: NEW, tags: [{ key: 'pilot' }], additional_notes: 'For the pilot.' },
  ],
  'evaluation-plan': [
    'evaluate_metrics',
    { metric_ids: [NEW, EMPATHY], conversation_id: CONVERSATIONS, dry_run: true },
  ],
  'evaluation-in-full': [
    'evaluate_metrics',
    { metric_ids: [EMPATHY, 'Agent tone', IDENTITY], conversation_id: CONVERSATION },
  ],
  'evaluation-of-many': ['evaluate_metrics', { metric_ids: [INTERPRETER], conversation_id: CONVERSATIONS }],
  'evaluation-in-part': [
    'evaluate_metrics',
    { metric_ids: [EMPATHY], conversation_id: [CONVERSATION, 'a'.repeat(24)] },
  ],
  'evaluation-of-many-in-part': [
    'evaluate_metrics',
    { metric_ids: [EMPATHY, 'Agent tone'], conversation_id: [...CONVERSATIONS, 'a'.repeat(24)] },
  ],
  'evaluation-of-nothing': ['evaluate_metrics', { metric_ids: [EMPATHY], conversation_id: 'a'.repeat(24) }],
  'summary-labels': [
    results,
    {
      metric_id: INTERPRETER,
      labels: [
        { label: 'true', conversation_id: CONVERSATIONS.slice(0, 4) },
        { label: 'false', conversation_id: CONVERSATIONS.slice(4) },
      ],
    },
  ],
  'delete-wrong-name': ['delete_metric', { metric_id: NEW, confirm_name: 'Callback' }],
  delete: ['delete_metric', { metric_id: NEW, confirm_name: NEW }],
  'delete-again': ['delete_metric', { metric_id: 'a'.repeat(24), confirm_name: NEW }],
};
