import type {
  ListResourcesResult,
  ListResourceTemplatesResult,
  ReadResourceResult,
  Resource,
} from '@modelcontextprotocol/sdk/types.js';
import * as z from 'zod';
import type { Metric } from '../amigo/schema.ts';
import type { App } from '../app.ts';
import { openDeadline, optional } from '../deadline.ts';
import { HttpError } from '../errors.ts';
import { failureOf, failureText } from '../answers/failure.ts';
import { decodeToken, encodeToken } from '../tools/runner/token.ts';
import { count } from '../text/words.ts';
import { firstPage, type PageToken } from '../http/follow-pages.ts';
import { method, onePage } from './dispatch.ts';
import { ProtocolError } from './protocol-error.ts';
import { FIXED, TEMPLATES } from '../resources/index.ts';
import { match, type ResourceKind } from '../resources/resource.ts';
import { metric } from '../resources/metric-definition.ts';
import { metricIndex } from '../resources/metric-index.ts';
import { resultsPage } from '../resources/results-page.ts';

/** Hosts list resources when they start: nobody should wait for Amigo. */
const LIST_TIME_MS = 5_000;
const CURSOR = 'resources';
const cursorState = z.object({ token: z.union([z.string(), z.number()]) });

export function resourceMethods(app: App) {
  return {
    'resources/list': method(z.object({ cursor: z.string().nullish() }), ({ cursor }, { signal }) =>
      list(app, cursor ?? undefined, signal),
    ),
    'resources/templates/list': method(onePage, () => templates()),
    'resources/read': method(z.object({ uri: z.string() }), ({ uri }, { signal }) => read(app, uri, signal)),
  };
}

/**
 * The fixed resources, then the metrics, one page of Amigo's a cursor. A first page that cannot be read leaves the fixed
 * ones alone, which a host that starts can use; at a later one that would take the quota of what people ask for, the
 * list ends.
 * @throws {ProtocolError} for a later page that cannot be read; the same cursor asks for it again
 */
async function list(
  { context }: App,
  cursor: string | undefined,
  signal: AbortSignal,
): Promise<ListResourcesResult> {
  const token = cursor === undefined ? undefined : tokenOf(cursor);
  const fixed = cursor === undefined ? FIXED.map(fixedResource) : [];
  const { connection, catalogue, log } = context;
  if (!connection.configured) return { resources: fixed };

  const deadline = openDeadline(LIST_TIME_MS, signal);
  try {
    const bounds = optional(deadline.reads);
    const pages = connection.api.getMetrics({ sort_by: ['-updated_at'] }, bounds, { token });
    const page = await firstPage(pages);
    catalogue.remember(page.rows);
    const next = cursorState.safeParse({ token: page.token });
    const goesOn = page.hasMore && next.success && String(next.data.token) !== String(token);
    if (page.hasMore && !goesOn) log.warn('the list of metrics broke off', { operation: 'get-metrics' });
    return {
      resources: [...fixed, ...page.rows.map(metricResource)],
      ...(goesOn && { nextCursor: encodeToken(CURSOR, next.data) }),
    };
  } catch (error) {
    const isOver = error instanceof HttpError && error.isHeldBack;
    if (cursor !== undefined && !isOver) throw unreadable(error);
    log.warn('metrics are missing from the list of resources', { code: failureOf(error).code });
    return { resources: fixed };
  } finally {
    deadline.end();
  }
}

/** The error of the protocol for what Amigo did not give, in the words that tools have for it; a fault of our own stays. */
function unreadable(error: unknown, data: Readonly<Record<string, unknown>> = {}): unknown {
  const failure = failureOf(error);
  if (failure.code === 'internal') return error;
  return new ProtocolError('internalError', failureText(failure), { ...data, code: failure.code });
}

function tokenOf(cursor: string): PageToken {
  try {
    return decodeToken(CURSOR, cursor, cursorState).token;
  } catch {
    throw new ProtocolError('invalidParams', 'Invalid cursor: it is not one that this list gave');
  }
}

function fixedResource({ uri, name, title, description, mimeType, priority }: ResourceKind): Resource {
  return {
    uri,
    name,
    title,
    description,
    mimeType,
    annotations: { audience: ['user', 'assistant'], priority },
  };
}

function metricResource({ id, name, ...about }: Metric): Resource {
  const services = about.applied_to_services.length;
  const applied = services === 0 ? 'not applied to a service' : `applied to ${count(services, 'service')}`;
  return {
    uri: `${metricIndex.uri}/${id}`,
    name,
    title: name,
    description: `Definition of a ${about.metric_value_type} metric, ${applied}.`,
    mimeType: metric.mimeType,
    annotations: {
      audience: ['user', 'assistant'],
      priority: 0.5,
      ...(about.updated_at !== null && { lastModified: about.updated_at }),
    },
  };
}

function templates(): ListResourceTemplatesResult {
  return {
    resourceTemplates: TEMPLATES.map(({ uri, name, title, description, mimeType, priority }) => ({
      uriTemplate: uri,
      name,
      title,
      description,
      mimeType,
      annotations: { audience: ['user', 'assistant'], priority },
    })),
  };
}

async function read(
  { context, settings }: App,
  uri: string,
  signal: AbortSignal,
): Promise<ReadResourceResult> {
  const deadline = openDeadline(settings.callTimeoutMs, signal);
  try {
    for (const kind of [...FIXED, ...TEMPLATES, resultsPage]) {
      const variables = match(kind, uri);
      const text = variables && (await kind.read(variables, { context, ...deadline }));
      if (text === undefined) continue;
      const { mimeType, meta } = kind;
      return { contents: [{ uri, mimeType, text, ...(meta && { _meta: meta }) }] };
    }
  } catch (error) {
    throw unreadable(error, { uri });
  } finally {
    deadline.end();
  }
  throw new ProtocolError('resourceNotFound', 'Resource not found', { uri });
}
