import labels from '../../src/sandbox/labels.json' with { type: 'json' };

/** The labels of a metric in the file that comes with the sandbox, with the conversations that they are of. */
export function sandboxLabels(metric: string) {
  const found = labels.metrics.find(({ name }) => name === metric);
  if (!found) throw new Error(`There are no labels of ${metric}.`);
  return { labels: found.labels, conversations: found.labels.flatMap((group) => group.conversation_id) };
}
