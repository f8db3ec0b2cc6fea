import * as z from 'zod';
import { CallError, HttpError } from '../errors.ts';
import { optional } from '../deadline.ts';
import { readUntil } from '../amigo/read-until.ts';
import type { CreateMetricRequest, Metric, Rows } from '../amigo/schema.ts';
import { adviseMetric } from '../answers/advice.ts';
import {
  adviceInWords,
  adviceShape,
  confirmedInWords,
  cutDefinitionTexts,
  definitionInWords,
  writtenShape,
} from '../answers/writes.ts';
import { valueInWords, metricValueShape, shapeValue, tagShape } from '../answers/metrics.ts';
import { inline, quoted } from '../text/words.ts';
import { exact, isCalled } from '../amigo/names.ts';
import { comparable } from '../text/clean.ts';
import type { CallContext } from './runner/context.ts';
import type { NextCall } from '../answers/render.ts';
import { defineTool } from './runner/define-tool.ts';
import { definitionOf, sameDefinition, tagListOf, tagMapOf } from '../amigo/definition.ts';
import { description, metricValue, NAME_LENGTH, notes, services, tags } from './params.ts';
import { beside, orUndefined } from './runner/optional-read.ts';
import { settleWrite } from './runner/settle-write.ts';

/** Longest that a write which is done waits for what advice rests on. */
const SEARCH_MS = 1_500;

const output = z.object({
  id: z.string(),
  version: z.int(),
  name: z.string(),
  description: z.string(),
  metric_value: metricValueShape,
  applied_to_services: z.array(z.string()),
  additional_notes: z.string().nullable(),
  tags: z.array(tagShape),
  advice: adviceShape,
  ...writtenShape,
});
type Output = z.output<typeof output>;

export const createMetric = defineTool({
  name: 'create_metric',
  title: 'Create a metric',
  description:
    'Creates a metric with its version 1. Names are unique and final, and so is the value type; description and value definition change with create_metric_version, services, notes and tags with update_metric. Search first: a metric may exist already. The answer advises on what a judge could misread.',
  access: 'author',
  hints: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: true },

  input: z.strictObject({
    name: z
      .string()
      .trim()
      .min(1, 'must not be blank')
      .max(NAME_LENGTH)
      .refine((text) => text === '' || exact(text) !== '', 'must not be blank')
      .describe('Unique, final'),
    description,
    metric_value: metricValue,
    applied_to_services: services.optional().describe('Services whose sessions it judges'),
    additional_notes: notes
      .refine((text) => text === '' || text.trim() !== '', 'must not be only blanks')
      .optional()
      .describe('For people; the judge does not need them'),
    tags: tags.optional(),
  }),
  output,

  async run(input, call) {
    const definition = definitionOf(input);
    const applied_to_services = [...new Set(input.applied_to_services)];
    const additional_notes = input.additional_notes?.trim() || null;
    const request: CreateMetricRequest = {
      name: input.name,
      applied_to_services,
      additional_notes,
      tags: tagMapOf(input.tags ?? []),
      initial_version_metric_value: definition,
    };

    const hitsSoFar = beside(call.api.searchMetrics(input.name, {}, optional(call.reads)), SEARCH_MS);
    const { value: id, ...written } = await settleWrite(
      {
        tool: 'create_metric',
        metricId: (created) => created,
        send: () => create(request, hitsSoFar, call),
        look: () => findCreated(request, call),
        remedy:
          'Look with search_metrics for the name. Repeating the same call is safe: names are unique, so a second metric cannot come of it, and a conflict names the id of the one that is there.',
      },
      call,
    );
    const hits = await hitsSoFar();
    const similarNames = similar(input.name, hits?.rows ?? [], id);
    const data: Output = {
      id,
      version: 1,
      name: input.name,
      description: input.description,
      metric_value: shapeValue(definition.metric_value),
      applied_to_services,
      additional_notes,
      tags: tagListOf(input.tags ?? []),
      advice: adviseMetric({ name: input.name, ...definition, similarNames }),
      ...written,
      note: null,
    };
    return { data, cuts: [cutTexts], next: nextCalls(data) };
  },

  text: (data) =>
    [
      `${data.confirmed_after_failure ? 'There is' : 'Created'} ${quoted(inline(data.name))}, id ${data.id}, version ${data.version}: ${valueInWords(data.metric_value)}.`,
      ...confirmedInWords(data.confirmed_after_failure),
      ...definitionInWords(data),
      ...adviceInWords(data.advice),
      ...(data.note === null ? [] : [`Note: ${data.note}`]),
    ].join('\n'),
});

type Hits = Rows<Metric> | undefined;

async function create(
  request: CreateMetricRequest,
  hits: () => Promise<Hits>,
  call: CallContext,
): Promise<string> {
  try {
    return await call.api.createMetric(request, call.writes);
  } catch (error) {
    if (!(error instanceof HttpError) || error.code !== 'conflict') throw error;
    throw await nameTaken(request.name, await hits(), call, error);
  }
}

async function nameTaken(name: string, hits: Hits, call: CallContext, cause: HttpError): Promise<CallError> {
  const holder = await orUndefined(holderOf(name, hits, call));
  const what = `A metric called ${quoted(inline(name))} exists already`;
  if (!holder) {
    const remedy = 'Find it with search_metrics, or choose another name.';
    return new CallError('conflict', `${what}; nothing was created.`, remedy, cause);
  }
  const deleted = holder.is_deleted ? ', deleted' : '';
  return new CallError(
    'conflict',
    `${what} (id ${holder.id}${deleted}); nothing was created.`,
    holder.is_deleted
      ? 'A deleted metric keeps its name and cannot be restored: choose another name.'
      : `For a new definition of it use create_metric_version with metric_id ${holder.id}, for its services, notes or tags update_metric; for a metric of its own choose another name.`,
    cause,
  );
}

/**
 * The metric that has this name, deleted ones included: exact case before any case.
 * @param hits of a search for it before it was refused, where there was one
 */
async function holderOf(name: string, hits: Hits, call: CallContext): Promise<Metric | undefined> {
  const search = async () => called(name, (await call.api.searchMetrics(name, {}, call.reads)).rows);
  const found = called(name, hits?.rows ?? []) ?? (await search());
  if (found) return found;
  const deleted = await readUntil(
    call.api.getMetrics({ is_deleted: true, sort_by: ['-updated_at'] }, call.pages),
    { key: ({ id }) => id, enough: (metrics) => called(name, metrics) !== undefined },
  );
  return called(name, deleted.rows);
}

function called(name: string, metrics: readonly Metric[]): Metric | undefined {
  const wanted = comparable(name);
  const folded = wanted.toLowerCase();
  return (
    metrics.find((metric) => comparable(metric.name) === wanted) ??
    metrics.find((metric) => comparable(metric.name).toLowerCase() === folded)
  );
}

/** The metric that the request made, recognised by its exact name and its first definition. */
async function findCreated(request: CreateMetricRequest, call: CallContext) {
  const { rows } = await call.api.searchMetrics(request.name, {}, call.reads);
  const metric = rows.find((hit) => isCalled(request.name, hit));
  if (!metric) return undefined;
  const first = (await call.catalogue.versions(metric.id, [1], call.reads)).get(1);
  return first && sameDefinition(first, request.initial_version_metric_value)
    ? { found: metric.id }
    : { instead: `a metric of this name is there, with another definition (id ${metric.id})` };
}

/** Other metrics whose names are made of mostly the same words. */
function similar(name: string, hits: readonly Metric[], own: string): { id: string; name: string }[] {
  const words = wordsOf(name);
  return hits
    .filter((metric) => metric.id !== own && !metric.is_deleted)
    .filter((metric) => overlap(words, wordsOf(metric.name)) >= 0.6)
    .map(({ id, name }) => ({ id, name }));
}

function wordsOf(name: string): ReadonlySet<string> {
  return new Set(name.toLowerCase().match(/[\p{L}\p{N}]+/gu));
}

/** Words in both, as a share of the words in either (Jaccard index). */
function overlap(words: ReadonlySet<string>, others: ReadonlySet<string>): number {
  const inBoth = [...words].filter((word) => others.has(word)).length;
  const inEither = words.size + others.size - inBoth;
  return inEither === 0 ? 0 : inBoth / inEither;
}

const cutTexts = cutDefinitionTexts<Output>(
  'Long texts are cut in this answer, not in Amigo; get_metric_versions has the description whole.',
);

function nextCalls({ id, advice }: Output): NextCall[] {
  const readAgain = {
    tool: 'get_metric_versions',
    arguments: { metric_id: id },
    why: 'read it again before you refine it with create_metric_version',
  };
  return [
    ...(advice.length > 0 ? [readAgain] : []),
    { tool: 'get_metrics', arguments: { id: [id] }, why: 'see it as Amigo keeps it' },
  ];
}
