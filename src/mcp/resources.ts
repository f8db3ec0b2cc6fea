import type {
  ListResourcesResult,
  ListResourceTemplatesResult,
  ReadResourceResult,
  Resource,
} from '@modelcontextprotocol/sdk/types.js';
import * as z from 'zod';
import type { Metric } from '../amigo/schema.ts';
import type { App } from '../app.ts';
import { openDeadline } from '../deadline.ts';
import { failureOf, failureText } from '../answers/failure.ts';
import { decodeToken, encodeToken } from '../tools/runner/token.ts';
import { count } from '../text/words.ts';
import { firstPage, type PageToken } from '../http/follow-pages.ts';
import { method, onePage, type Method } from './dispatch.ts';
import { ProtocolError } from './protocol-error.ts';
import { FIXED, TEMPLATES } from '../resources/index.ts';
import { match, type Family } from '../resources/resource.ts';
import { metric } from '../resources/metric-definition.ts';
import { metricIndex } from '../resources/metric-index.ts';

/** Hosts list resources when they start: nobody should wait for Amigo. */
const LIST_TIME_MS = 5_000;
const CURSOR = 'resources';
const cursorState = z.object({ token: z.union([z.string(), z.number()]) });

export function resourceMethods(app: App): Record<string, Method> {
  return {
    'resources/list': method(z.object({ cursor: z.string().nullish() }), ({ cursor }, { signal }) =>
      list(app, cursor ?? undefined, signal),
    ),
    'resources/templates/list': method(onePage, () => templates()),
    'resources/read': method(z.object({ uri: z.string() }), ({ uri }, { signal }) => read(app, uri, signal)),
  };
}

/** The fixed resources, then the metrics, one page of Amigo's a cursor. Metrics that cannot be read are left out. */
async function list(
  { context }: App,
  cursor: string | undefined,
  signal: AbortSignal,
): Promise<ListResourcesResult> {
  const token = cursor === undefined ? undefined : tokenOf(cursor);
  const fixed = token === undefined ? FIXED.map(fixedResource) : [];
  const { connection, catalogue, log } = context;
  if (!connection.configured) return { resources: fixed };

  const deadline = openDeadline(LIST_TIME_MS, signal);
  try {
    const pages = connection.api.getMetrics({ sort_by: ['-updated_at'] }, deadline.reads, { token });
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
    log.warn('metrics are missing from the list of resources', { code: failureOf(error).code });
    return { resources: FIXED.map(fixedResource) };
  } finally {
    deadline.end();
  }
}

function tokenOf(cursor: string): PageToken {
  try {
    return decodeToken(CURSOR, cursor, cursorState).token;
  } catch {
    throw new ProtocolError('invalidParams', 'Invalid cursor: it is not one that this list gave');
  }
}

function fixedResource({ uri, name, title, description, mimeType, priority }: Family): Resource {
  return {
    uri,
    name,
    title,
    description,
    mimeType,
    annotations: { audience: ['user', 'assistant'], priority },
  };
}

function metricResource(each: Metric): Resource {
  const services = each.applied_to_services.length;
  const applied = services === 0 ? 'not applied to a service' : `applied to ${count(services, 'service')}`;
  return {
    uri: `${metricIndex.uri}/${each.id}`,
    name: each.name,
    title: each.name,
    description: `Definition of a ${each.metric_value_type} metric, ${applied}.`,
    mimeType: metric.mimeType,
    annotations: {
      audience: ['user', 'assistant'],
      priority: 0.5,
      ...(each.updated_at !== null && { lastModified: each.updated_at }),
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
    for (const family of [...FIXED, ...TEMPLATES]) {
      const variables = match(family, uri);
      const text = variables && (await family.read(variables, { context, ...deadline }));
      if (text !== undefined) return { contents: [{ uri, mimeType: family.mimeType, text }] };
    }
  } catch (error) {
    const failure = failureOf(error);
    if (failure.code === 'internal') throw error;
    throw new ProtocolError('internalError', failureText(failure), { uri, code: failure.code });
  } finally {
    deadline.end();
  }
  throw new ProtocolError('resourceNotFound', 'Resource not found', { uri });
}
