import * as z from 'zod';
import { CallError } from '../errors.ts';
import type { Metric, MetricVersion } from '../amigo/schema.ts';
import { confirmedInWords, cutDefinitionTexts, definitionInWords, writtenShape } from '../answers/writes.ts';
import { valueInWords, metricValueShape, shapeMetric, shapeValue, tagShape } from '../answers/metrics.ts';
import { inline, quoted } from '../text/words.ts';
import { clean } from '../text/clean.ts';
import { defineTool } from './runner/define-tool.ts';
import { metric } from './params.ts';
import { orUndefined } from './runner/optional-read.ts';
import { settleWrite } from './runner/settle-write.ts';

const EFFECT =
  'Deletion is soft and final: the metric leaves lists and searches, services and simulations that use it go on evaluating it, and there is no undelete. To have it back, create it again from this definition.';

const output = z.object({
  metric_id: z.string(),
  name: z.string(),
  definition: z
    .object({
      name: z.string(),
      description: z.string().nullable(),
      metric_value: metricValueShape.nullable(),
      applied_to_services: z.array(z.string()),
      additional_notes: z.string().nullable(),
      tags: z.array(tagShape),
      version: z.int().nullable(),
    })
    .describe('As it was, with its latest version: enough to create it again'),
  uri: z.string().describe('Resource under which the deleted metric can still be read'),
  effect: z.string(),
  already_deleted: z.boolean(),
  ...writtenShape,
});
type Output = z.output<typeof output>;

export const deleteMetric = defineTool({
  name: 'delete_metric',
  title: 'Delete a metric',
  description:
    'Deletes a metric for good: there is no undelete, and services that use it go on evaluating it. Ask the person first, and name the metric to them. confirm_name must be its exact name, or nothing is deleted. The answer holds the definition, so that it can be made again.',
  access: 'full',
  hints: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: true },

  input: z.strictObject({
    metric_id: metric,
    confirm_name: z.string().min(1).describe('The metric’s exact name'),
  }),
  output,

  async run({ metric_id, confirm_name }, call) {
    const { id } = await call.catalogue.resolve(metric_id, call.reads);
    const found = await call.catalogue.fresh(id, call.reads);
    if (!found) throw noSuchMetric(id);
    if (found.is_deleted) {
      const latest = await orUndefined(call.catalogue.latestVersion(id, call.reads));
      return answer(found, latest, { already_deleted: true });
    }
    if (clean(confirm_name) !== clean(found.name)) throw wrongName(found, confirm_name);

    const latest = await call.catalogue.latestVersion(id, call.reads);
    const confirmed = await call.confirm(
      `Delete the metric ${quoted(inline(found.name))} (${id}) for good? There is no undelete; services that use it go on evaluating it.`,
    );
    const { value: _, ...written } = await settleWrite(
      {
        tool: 'delete_metric',
        metricId: () => id,
        async send() {
          await confirmed.api.deleteMetric(id, confirmed.writes);
          return true;
        },
        async look() {
          const now = await confirmed.catalogue.fresh(id, confirmed.reads);
          return now?.is_deleted ? { found: true } : undefined;
        },
        remedy: `Look with get_metrics (id ${id}, is_deleted true). Repeating the same call is safe: a metric that is deleted already stays as it is.`,
      },
      confirmed,
    );
    return answer(found, latest, { already_deleted: false, ...written });
  },

  text: ({ metric_id, definition, already_deleted, confirmed_after_failure, effect, uri, note }) =>
    [
      already_deleted
        ? `${quoted(inline(definition.name))} (${metric_id}) was deleted already: nothing was sent.`
        : `Deleted ${quoted(inline(definition.name))} (${metric_id}).`,
      ...confirmedInWords(confirmed_after_failure),
      effect,
      `Its definition${definition.version === null ? '' : `, version ${definition.version}`}${definition.metric_value ? `: ${valueInWords(definition.metric_value)}` : ''}.`,
      ...definitionInWords(definition),
      `It can still be read as ${uri}.`,
      ...(note === null ? [] : [`Note: ${note}`]),
    ].join('\n'),
});

function answer(
  metric: Metric,
  latest: MetricVersion | undefined,
  written: Pick<Output, 'already_deleted' | 'confirmed_after_failure'>,
) {
  const { id, name, applied_to_services, additional_notes, tags } = shapeMetric(metric);
  const uri = `amigo://metrics/${id}`;
  const data: Output = {
    metric_id: id,
    name,
    definition: {
      name,
      description: latest?.description ?? null,
      metric_value: latest ? shapeValue(latest.metric_value) : null,
      applied_to_services,
      additional_notes,
      tags,
      version: latest?.version ?? null,
    },
    uri,
    effect: EFFECT,
    ...written,
    note: latest ? null : 'Its latest version could not be read.',
  };
  return {
    data,
    cuts: [
      cutDefinitionTexts<Output>(`Long texts are cut to the length of one answer; read them under ${uri}.`),
    ],
    next: [
      { tool: 'get_metrics', arguments: { id: [id], is_deleted: true }, why: 'see the deleted metric' },
      { tool: 'get_metric_versions', arguments: { metric_id: id }, why: 'read all its versions' },
    ],
  };
}

function noSuchMetric(id: string): CallError {
  return new CallError(
    'not_found',
    `There is no metric with the id ${id}; nothing was deleted.`,
    'search_metrics and get_metrics find metrics and their ids.',
  );
}

function wrongName({ id, name }: Metric, confirmName: string): CallError {
  return new CallError(
    'invalid_input',
    `confirm_name is ${quoted(clean(confirmName))}, but metric ${id} is called ${quoted(clean(name))}: nothing was deleted.`,
    'Make sure with the person which metric is meant, then call again with its exact name as confirm_name.',
  );
}
