import { CallError } from '../../errors.ts';
import { readUntil } from '../../amigo/read-until.ts';
import type { ResultFilters } from '../../results/reading/filters.ts';
import type { CallContext } from '../runner/context.ts';
import type { Input } from './input.ts';

/** Pages of the list, of fifty metrics each, that are read for a tag or type. */
const MOST_PAGES = 8;

/**
 * The metrics that are asked for, as filters: named, or listed by tag and type; nothing when all are.
 * @throws {CallError} `not_found` for a name, or when no metric has such a tag or type
 */
export async function metricsOf(
  given: Input,
  call: CallContext,
): Promise<Pick<Partial<ResultFilters>, 'metrics'>> {
  const { metric_id, metric_id_and_version, tag, type } = given;
  if (tag || type) return { metrics: await listed({ tag, type }, call) };
  if (!metric_id && !metric_id_and_version) return {};
  const whole = (await call.catalogue.resolveAll(metric_id ?? [], call.reads)).map(({ id }) => `${id}-`);
  const all = new Set([...whole, ...(metric_id_and_version ?? [])]);
  // A metric asked for whole needs none of its versions named.
  const needed = [...all].filter(
    (each) => each.endsWith('-') || !all.has(each.slice(0, each.indexOf('-') + 1)),
  );
  return { metrics: needed.sort() };
}

async function listed(filters: Pick<Input, 'tag' | 'type'>, call: CallContext): Promise<string[]> {
  let pages = 0;
  const listing = await readUntil(
    call.api.getMetrics({ ...filters, sort_by: ['-updated_at'] }, call.reads, { later: call.pages }),
    { key: ({ id }) => id, enough: () => (pages += 1) === MOST_PAGES },
  );
  call.catalogue.remember(listing.rows);
  // Figures of a part of them would pass for figures of all.
  if (listing.failure) throw listing.failure;
  if (pages === MOST_PAGES)
    throw new CallError(
      'invalid_input',
      `More than ${listing.rows.length} metrics have such a tag or type: too many for one question.`,
      'Name a tag that fewer metrics have, or leave tag and type out: then all metrics are summed up.',
    );
  if (listing.rows.length > 0) return listing.rows.map(({ id }) => `${id}-`).sort();
  throw new CallError(
    'not_found',
    'No metric has such a tag or type.',
    'The filter_values of get_metrics name the tags and types that there are.',
  );
}
