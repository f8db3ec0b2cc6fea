import type { McpUiUpdateModelContextRequest } from '@modelcontextprotocol/ext-apps';
import type { EntryFigures, MetricFigures } from '../results/figures/shape.ts';
import { figureOf, intervalAsText, unitsOf, valueAsText } from './figures-as-text.ts';
import { isKnownSource } from './marks.ts';

const METRIC_ID = /^[0-9a-f]{24}$/;

/**
 * What a model is told when a person picks an entry: ids and figures. Names, categories and source types that only
 * Amigo knows were written by others, and are not among them.
 */
export function pickedContext(
  { metric_id }: MetricFigures,
  entry: EntryFigures,
): McpUiUpdateModelContextRequest['params'] {
  const { version, source_type, n, not_applicable, change } = entry;
  const metric = METRIC_ID.test(metric_id) ? metric_id : undefined;
  const source = isKnownSource(source_type) ? source_type : undefined;
  const figure = figureOf(entry);
  const range = figure && intervalAsText(figure.interval, figure.form);
  const words = [
    `metric ${metric ?? 'unknown'}`,
    `version ${version}`,
    source ?? 'another source type',
    figure && `${figure.name} ${valueAsText(figure.value, figure.form)}${range ? ` (95 % ${range})` : ''}`,
    unitsOf(entry),
  ].filter((part) => part !== undefined);
  return {
    content: [{ type: 'text', text: `The person picked in the picture of results: ${words.join(', ')}.` }],
    structuredContent: {
      picked: {
        ...(metric !== undefined && { metric_id: metric }),
        version,
        ...(source !== undefined && { source_type: source }),
        n,
        ...(not_applicable !== undefined && { not_applicable }),
        ...(figure && { [FIELDS[figure.name]]: figure.value, ci95: figure.interval }),
        ...(change && { difference: change.difference, verdict: change.verdict }),
      },
    },
  };
}

const FIELDS = { 'share passing': 'pass_rate', 'share true': 'true_rate', mean: 'mean' } as const;

/** What takes an earlier pick back: each context replaces the one before. */
export const NOTHING_PICKED: McpUiUpdateModelContextRequest['params'] = { content: [] };
