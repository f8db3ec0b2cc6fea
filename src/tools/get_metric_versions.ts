import * as z from 'zod';
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
import { MORE } from '../answers/page.ts';
import type { NextCall } from '../answers/render.ts';
import { are, count, note } from '../text/words.ts';
import { HttpError } from '../errors.ts';
import { pages } from '../http/follow-pages.ts';
import { refuseContradictions } from './runner/continuation.ts';
import type { CallContext } from './runner/context.ts';
import { defineTool } from './runner/define-tool.ts';
import { continuationToken, metric } from './params.ts';
import { quietly } from './runner/settle-write.ts';

const KIND = 'versions';
const DEFAULT_SORT = '-version';
const VERSION = /^(?:latest|[1-9]\d{0,8}(?:-(?:latest|[1-9]\d{0,8}))?)$/;
const sortBy = z.enum(['+version', '-version']);

const input = z
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
  .refine((given) => given.metric_id !== undefined || given.continuation_token !== undefined, {
    path: ['metric_id'],
    message: 'is required (string) unless continuation_token is given',
  });
type Input = z.output<typeof input>;

/** Versions are numbered and never change: the number to go on with says all. */
const carried = z.object({
  metric_id: z.string(),
  version: z.string().optional(),
  sort_by: sortBy,
  next: z.int().min(1).optional(),
});
type Carried = z.infer<typeof carried>;

export const getMetricVersions = defineTool({
  name: 'get_metric_versions',
  title: 'Read metric versions',
  description:
    'Reads the versions of a metric: each with its description (the judge’s instruction), its value definition, who made it when, and what changed against the version before. Newest first; version "latest" gives the one that is evaluated now.',
  access: 'read',
  hints: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: true },
  input,
  output: versionsShape,

  async run(given, call) {
    const question = await questionOf(given, call);
    const { rows, more, notes } = await readVersions(question, given.limit, call);
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
async function questionOf(given: Input, call: CallContext): Promise<Carried> {
  const { metric_id: reference, continuation_token: token, version, sort_by } = given;
  const asked = { version, sort_by };
  const question = token === undefined ? undefined : decodeToken(KIND, token, carried);
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
function remaining({ version, sort_by, next }: Carried): string | undefined {
  if (next === undefined) return version;
  const { low = 1, high = 'latest' } = rangeOf(version);
  const [from, to] = sort_by === '-version' ? [low, next] : [next, high];
  return from === to ? String(from) : `${from}-${to}`;
}

/** Whether no number can come after this one. */
function ends({ version, sort_by }: Carried, last: number): boolean {
  const { low = 1, high } = rangeOf(version);
  return version === 'latest' || last === (sort_by === '-version' ? low : high);
}

interface Reading {
  readonly rows: readonly MetricVersion[];
  readonly more: boolean;
  readonly notes: readonly string[];
}

async function readVersions(question: Carried, limit: number, call: CallContext): Promise<Reading> {
  const { metric_id, sort_by } = question;
  const query = { version: remaining(question), sort_by: [sort_by] };
  const rows = new Map<number, MetricVersion>();
  const notes: string[] = [];
  let more = false;
  let unreadable = 0;
  const following = pages((token, index) =>
    call.api.getMetricVersions(metric_id, query, token, index === 0 ? call.reads : call.pages),
  );
  try {
    for await (const page of following) {
      call.catalogue.rememberVersions(metric_id, page.rows);
      unreadable += page.unreadable;
      const ahead = page.rows.filter(({ version }) => !rows.has(version));
      for (const row of ahead.slice(0, limit - rows.size)) rows.set(row.version, row);
      call.progress(rows.size, undefined, `${count(rows.size, 'version')} read`);
      more = page.next !== undefined || ahead.some(({ version }) => !rows.has(version));
      if (page.cut) notes.push('Amigo’s list broke off: it says that there is more, without a way to it.');
      if (rows.size >= limit) break;
    }
  } catch (error) {
    if (!(error instanceof HttpError) || call.signal.aborted || rows.size === 0) throw error;
    more = true;
    notes.push(`Stopped early (${error.code}): continuation_token goes on from here.`);
  }
  if (unreadable > 0)
    notes.push(`${count(unreadable, 'version')} could not be read and ${are(unreadable)} not shown.`);
  const last = [...rows.keys()].at(-1);
  return { rows: [...rows.values()], more: more && last !== undefined && !ends(question, last), notes };
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
    wanted.length > 0 ? await quietly(call.catalogue.versions(metricId, wanted, call.pages)) : undefined;
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
