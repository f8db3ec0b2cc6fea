import { definitionRequestSchema, type Definition, type MetricValue, type Tag } from './schema.ts';
import { clean } from '../text/clean.ts';

/** Checked arguments as the API's definition, without what else they hold. @throws {z.ZodError} for any others */
export function definitionOf(checked: {
  readonly description: string;
  readonly metric_value: object;
}): Definition {
  const { description, metric_value } = checked;
  return definitionRequestSchema.parse({ description, metric_value });
}

/** Whether a version that was read is the definition that was sent. */
export function sameDefinition(read: Definition, sent: Definition): boolean {
  return (
    read.description.trim() === clean(sent.description).trim() &&
    sameValue(read.metric_value, sent.metric_value)
  );
}

function sameValue(read: MetricValue, sent: MetricValue): boolean {
  if (read.type === 'numerical' && sent.type === 'numerical') {
    return read.lower_bound === sent.lower_bound && read.upper_bound === sent.upper_bound;
  }
  if (read.type === 'categorical' && sent.type === 'categorical') {
    return (
      read.categories.length === sent.categories.length &&
      read.categories.every((category, index) => category === clean(sent.categories[index] ?? ''))
    );
  }
  return read.type === sent.type;
}

interface TagInput {
  readonly key: string;
  readonly value?: string | undefined;
}

/** Tags go in as a map and come out as a list. */
export function tagMapOf(tags: readonly TagInput[]): Record<string, string | null> {
  return Object.fromEntries(tags.map(({ key, value }) => [key, value ?? null]));
}

export function tagListOf(tags: readonly TagInput[]): Tag[] {
  return tags.map(({ key, value }) => ({ key, value: value ?? null }));
}
