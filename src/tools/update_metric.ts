import * as z from 'zod';
import { CallError } from '../errors.ts';
import type { Metric, UpdateMetricRequest } from '../amigo/schema.ts';
import { confirmedInWords, cutDefinitionTexts, tagsInWords, writtenShape } from '../answers/writes.ts';
import { tagShape } from '../answers/metrics.ts';
import { inline, quoted } from '../text/words.ts';
import { clean } from '../text/clean.ts';
import type { CallContext } from './runner/context.ts';
import { defineTool } from './runner/define-tool.ts';
import { tagMapOf } from '../amigo/definition.ts';
import { metric, notes, services, tags } from './params.ts';
import { settleWrite } from './runner/settle-write.ts';

const FIELDS = ['applied_to_services', 'additional_notes', 'tags'] as const;

const fieldsShape = z.object({
  applied_to_services: z.array(z.string()).optional(),
  additional_notes: z.string().nullable().optional(),
  tags: z.array(tagShape).optional(),
});
type Fields = z.output<typeof fieldsShape>;

const output = z.object({
  metric_id: z.string(),
  name: z.string(),
  updated: z.array(z.enum(FIELDS)),
  previous: fieldsShape.describe('The updated fields as they were'),
  now: fieldsShape.describe('As they were sent'),
  ...writtenShape,
});

export const updateMetric = defineTool({
  name: 'update_metric',
  title: 'Update a metric',
  description:
    'Replaces services, notes or tags of a metric: each field given replaces the whole old value (nothing is merged), a field left out stays. The answer holds the values before, so that it can be undone. Name and value type are final; descriptions change with create_metric_version.',
  access: 'author',
  hints: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: true },

  input: z
    .strictObject({
      metric_id: metric,
      applied_to_services: services.optional().describe('All services from now on; [] clears'),
      additional_notes: notes
        .refine((text) => text === '' || text.trim() !== '', 'must not be only blanks; "" clears')
        .optional()
        .describe('"" clears'),
      tags: tags.optional().describe('All tags from now on; [] clears'),
    })
    .refine((input) => FIELDS.some((field) => input[field] !== undefined), {
      message: `must hold at least one of ${FIELDS.join(', ')}`,
    }),
  output,

  async run({ metric_id, ...fields }, call) {
    const { id } = await call.catalogue.resolve(metric_id, call.reads);
    const before = await notDeleted(id, call);
    const request: UpdateMetricRequest = {
      ...(fields.applied_to_services && { applied_to_services: [...new Set(fields.applied_to_services)] }),
      ...(fields.additional_notes !== undefined && {
        additional_notes: fields.additional_notes.trim() || null,
      }),
      ...(fields.tags && { tags: tagMapOf(fields.tags) }),
    };
    const { value: _, ...written } = await settleWrite(
      {
        tool: 'update_metric',
        metricId: () => id,
        async send() {
          await call.api.updateMetric(id, request, call.writes);
          return true;
        },
        async look() {
          const now = await call.catalogue.fresh(id, call.reads);
          return now && holds(now, request) ? { found: true } : undefined;
        },
        remedy: `Look with get_metrics (id ${id}). Repeating the same call is safe: it replaces the same fields with the same values.`,
      },
      call,
    );
    const updated = FIELDS.filter((field) => request[field] !== undefined);
    const previous = {
      ...(request.applied_to_services && { applied_to_services: before.applied_to_services }),
      ...(request.additional_notes !== undefined && { additional_notes: before.additional_notes }),
      ...(request.tags && { tags: before.tags }),
    };
    const { tags: sentTags, ...sent } = request;
    const now = {
      ...sent,
      ...(sentTags && { tags: Object.entries(sentTags).map(([key, value]) => ({ key, value })) }),
    };
    return {
      data: { metric_id: id, name: before.name, updated, previous, now, ...written, note: null },
      cuts: [
        cutDefinitionTexts(
          'Notes are cut to the length of one answer: they cannot be restored from it whole.',
        ),
      ],
      next: [
        { tool: 'get_metrics', arguments: { id: [id] }, why: 'see it as it is now' },
        ...((before.additional_notes ?? '').length <= UNDO_LENGTH
          ? [{ tool: 'update_metric', arguments: undo(id, previous), why: 'undo this update' }]
          : []),
      ],
    };
  },

  text: ({ metric_id, name, updated, previous, now, confirmed_after_failure, note }) =>
    [
      `Updated ${updated.join(', ')} of ${quoted(inline(name))} (${metric_id}).`,
      ...confirmedInWords(confirmed_after_failure),
      'Before:',
      ...fieldsInWords(previous),
      'Now:',
      ...fieldsInWords(now),
      ...(note === null ? [] : [`Note: ${note}`]),
    ].join('\n'),
});

function fieldsInWords({ applied_to_services, additional_notes, tags }: Fields): string[] {
  return [
    ...(applied_to_services
      ? [`- applied_to_services: ${applied_to_services.map(inline).join(', ') || 'none'}`]
      : []),
    ...(additional_notes === undefined
      ? []
      : [`- additional_notes: ${additional_notes === null ? 'none' : quoted(additional_notes)}`]),
    ...(tags ? [`- tags: ${tagsInWords(tags)}`] : []),
  ];
}

/** Longer notes stand in `previous`, and not in `next` once more. */
const UNDO_LENGTH = 500;

async function notDeleted(id: string, call: CallContext): Promise<Metric> {
  const found = await call.catalogue.fresh(id, call.reads);
  if (found && !found.is_deleted) return found;
  throw new CallError(
    'not_found',
    found
      ? `Metric ${quoted(inline(found.name))} (${id}) is deleted; nothing was sent.`
      : `There is no metric with the id ${id}; nothing was sent.`,
    found
      ? 'A deleted metric cannot be changed or restored; create_metric makes a new one.'
      : 'search_metrics and get_metrics find metrics and their ids.',
  );
}

/** Whether the metric has the fields as they were sent. */
function holds(now: Metric, sent: UpdateMetricRequest): boolean {
  const { applied_to_services, additional_notes, tags } = sent;
  const notesAreSame =
    additional_notes === undefined ||
    (now.additional_notes?.trim() ?? null) === (additional_notes && clean(additional_notes).trim());
  return (
    notesAreSame &&
    (!applied_to_services || sameSet(applied_to_services, now.applied_to_services)) &&
    (!tags || sameSet(pairs(Object.entries(tags)), pairs(now.tags.map(({ key, value }) => [key, value]))))
  );
}

function pairs(tags: readonly (readonly [string, string | null])[]): string[] {
  return tags.map((tag) => JSON.stringify(tag));
}

function sameSet(texts: readonly string[], others: readonly string[]): boolean {
  return texts.length === others.length && texts.every((text) => others.includes(text));
}

/** The arguments that bring back what was: an empty list or text where there was nothing. */
function undo(id: string, previous: Fields): Record<string, unknown> {
  const { applied_to_services, additional_notes, tags } = previous;
  return {
    metric_id: id,
    ...(applied_to_services && { applied_to_services }),
    ...(additional_notes !== undefined && { additional_notes: additional_notes ?? '' }),
    ...(tags && { tags: tags.map(({ key, value }) => ({ key, ...(value !== null && { value }) })) }),
  };
}
