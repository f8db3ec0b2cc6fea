import * as z from 'zod';
import { readUntil } from '../amigo/read-until.ts';
import type { MetricVersion } from '../amigo/schema.ts';
import { describeChanges } from '../answers/changes.ts';
import { decodeToken, encodeToken } from './runner/token.ts';
import {
  cutDescriptions,
  cutVersions,
  shapeVersion,
  versionInWords,
  versionsShape,
  type VersionsShape,
} from '../answers/versions.ts';
import { listingNotes, MORE } from '../answers/page.ts';
import type { NextCall } from '../answers/render.ts';
import { count, note } from '../text/words.ts';
import { refuseContradictions } from './runner/continuation.ts';
import type { CallContext } from './runner/context.ts';
import { defineTool } from './runner/define-tool.ts';
import { continuationToken, metric } from './params.ts';
import { orUndefined } from './runner/optional-read.ts';

const KIND = 'versions';
const DEFAULT_SORT = '-version';
const VERSION = /^(?:latest|[1-9]\d{0,8}(?:-(?:latest|[1-9]\d{0,8}))?)$/;
const sortBy = z.enum(['+version', '-version']);

const inputSchema = z
  .strictObject({
    metric_id: metric.optional().describe('Id or exact name; required without continuation_token'),
    version: z
      .string()
      .trim()
      .regex(VERSION, 'must be a number, latest, or a range such as 2-5 or 1-latest')
      .optional()
      .describe('3, latest, 2-5 or 1-latest; default all'),
    sort_by: sortBy.optional().describe(`Default ${DEFAULT_SORT}`),
    limit: z.int().min(1).max(50).default(10).describe('Versions shown'),
    continuation_token: continuationToken,
  })
  .superRefine(({ version }, context) => {
    const { low, high } = rangeOf(version);
    if (low !== undefined && high !== undefined && low > high) {
      const message = `begins above its end: ask for ${high}-${low}, sort_by says which comes first`;
      context.addIssue({ code: 'custom', path: ['version'], message });
    }
  })
  .refine((input) => input.metric_id !== undefined || input.continuation_token !== undefined, {
    path: ['metric_id'],
    message: 'is required (string) unless continuation_token is given',
  });
type Input = z.output<typeof inputSchema>;

/** Versions are numbered and never change: the number to go on with says all. */
const questionSchema = z.object({
  metric_id: z.string(),
  version: z.string().optional(),
  sort_by: sortBy,
  next: z.int().min(1).optional(),
});
type Question = z.infer<typeof questionSchema>;

export const getMetricVersions = defineTool({
  name: 'get_metric_versions',
  title: 'Read metric versions',
  description:
    'Reads the versions of a metric: each with its description (the judge’s instruction), its value definition, who made it when, and what changed against the version before. Newest first; version "latest" gives the one that is evaluated now.',
  access: 'read',
  hints: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: true },
  input: inputSchema,
  output: versionsShape,

  async run(input, call) {
    const question = await questionOf(input, call);
    const { rows, more, notes } = await readVersions(question, input.limit, call);
    const changes = await changesOf(question.metric_id, rows, call);
    const tokenAfter = (last: number) => {
      const next = question.sort_by === '-version' ? last - 1 : last + 1;
      return encodeToken(KIND, { ...question, next });
    };
    const last = rows.at(-1);
    const data: VersionsShape = {
      metric_id: question.metric_id,
      versions: rows.map((row) => shapeVersion(row, changes(row))),
      page: {
        returned: rows.length,
        complete: !more && notes.length === 0,
        ...(more && last && { continuation_token: tokenAfter(last.version) }),
        note: note(more && MORE, ...notes),
      },
    };
    return { data, cuts: [cutVersions(rows.length, tokenAfter), cutDescriptions], next: nextCalls(data) };
  },

  text: ({ metric_id, versions, page }) =>
    [
      versions.length === 0
        ? `Metric ${metric_id} has no such version${page.note === null ? '' : ' that can be read'}.`
        : `Metric ${metric_id}, ${count(versions.length, 'version')}:`,
      ...versions.map(versionInWords),
      ...(page.note ? [`Note: ${page.note}`] : []),
      ...(page.continuation_token ? [`continuation_token: ${page.continuation_token}`] : []),
    ].join('\n'),
});

/** The question that a call asks: its own, or the one that its token carries. */
async function questionOf(input: Input, call: CallContext): Promise<Question> {
  const { metric_id: reference, continuation_token: token, version, sort_by } = input;
  const asked = { version, sort_by };
  const question = token === undefined ? undefined : decodeToken(KIND, token, questionSchema);
  const metric_id = reference && (await call.catalogue.resolve(reference, call.reads)).id;
  if (question) {
    refuseContradictions({ ...asked, metric_id }, question);
    return question;
  }
  return { version, metric_id: metric_id ?? '', sort_by: sort_by ?? DEFAULT_SORT };
}

/** The numbers that a version argument spans; an open end is undefined, and so are both of `latest`. */
function rangeOf(version = '1-latest'): {
  readonly low: number | undefined;
  readonly high: number | undefined;
} {
  const [from = '', to = from] = version.split('-');
  return { low: numberOf(from), high: numberOf(to) };
}

function numberOf(text: string): number | undefined {
  return text === 'latest' ? undefined : Number(text);
}

/** What is left of the question, as Amigo takes it. */
function remaining({ version, sort_by, next }: Question): string | undefined {
  if (next === undefined) return version;
  const { low = 1, high = 'latest' } = rangeOf(version);
  const [from, to] = sort_by === '-version' ? [low, next] : [next, high];
  return from === to ? String(from) : `${from}-${to}`;
}

/** Whether no number can come after this one. */
function ends({ version, sort_by }: Question, last: number): boolean {
  const { low = 1, high } = rangeOf(version);
  return version === 'latest' || last === (sort_by === '-version' ? low : high);
}

async function readVersions(question: Question, limit: number, call: CallContext) {
  const { metric_id, sort_by } = question;
  const query = { version: remaining(question), sort_by: [sort_by] };
  const pages = call.api.getMetricVersions(metric_id, query, call.reads, { later: call.pages });
  const listing = await readUntil(pages, {
    key: ({ version }) => version,
    enough: (rows) => rows.length >= limit,
    onPage(rows) {
      const shown = Math.min(rows.length, limit);
      call.progress(shown, undefined, `${count(shown, 'version')} read`);
    },
  });
  call.catalogue.rememberVersions(metric_id, listing.rows);
  const rows = listing.rows.slice(0, limit);
  const last = rows.at(-1);
  const hasMore = rows.length < listing.rows.length || !(listing.whole || listing.brokeOff);
  return {
    rows,
    more: hasMore && last !== undefined && !ends(question, last.version),
    notes: listingNotes(listing, 'version', true),
  };
}

/** What each version changed; the one before it is read where it is not among the rows. */
async function changesOf(
  metricId: string,
  rows: readonly MetricVersion[],
  call: CallContext,
): Promise<(version: MetricVersion) => string[]> {
  const known = new Map(rows.map((row) => [row.version, row]));
  const wanted = rows.map(({ version }) => version - 1).filter((number) => number > 0 && !known.has(number));
  const read =
    wanted.length > 0 ? await orUndefined(call.catalogue.versions(metricId, wanted, call.pages)) : undefined;
  return (row) => {
    if (row.version === 1) return ['first version'];
    const before = known.get(row.version - 1) ?? read?.get(row.version - 1);
    return before
      ? describeChanges(before, row)
      : [`not compared: version ${row.version - 1} could not be read`];
  };
}

function nextCalls({ metric_id, versions, page }: VersionsShape): NextCall[] {
  const token = page.continuation_token;
  if (versions.length === 0) {
    return [
      { tool: 'get_metric_versions', arguments: { metric_id }, why: 'read the versions that there are' },
    ];
  }
  return [
    ...(token
      ? [
          {
            tool: 'get_metric_versions',
            arguments: { continuation_token: token },
            why: 'go on with the list',
          },
        ]
      : []),
    {
      tool: 'get_metric_evaluation_results',
      arguments: { metric_id: [metric_id] },
      why: 'question its results, version by version',
    },
  ];
}
