import * as z from 'zod';
import type { FilterValues } from '../amigo/schema.ts';
import { inline } from '../text/words.ts';
import { keepOf, type Note } from './fit.ts';
import { userShape } from './metrics.ts';

/** What the filters of a list can take. */
export const filterValuesShape = z.object({
  applied_to_services_ids: z.array(z.string()),
  creators: z.array(userShape),
  tags: z.array(z.string()),
  types: z.array(z.string()),
});
type FilterValuesShape = z.infer<typeof filterValuesShape>;

/** Undefined when there are none. */
export function shapeFilterValues(values: FilterValues | null | undefined): FilterValuesShape | undefined {
  return values && Object.values(values).some((list) => list.length > 0)
    ? firstOf(values, Number.POSITIVE_INFINITY)
    : undefined;
}

function firstOf(values: FilterValues, most: number): FilterValuesShape {
  return {
    applied_to_services_ids: values.applied_to_services_ids.slice(0, most),
    creators: values.creators.slice(0, most).map(({ org_id, user_id }) => ({ org_id, user_id })),
    tags: values.tags.slice(0, most),
    types: values.types.slice(0, most),
  };
}

export function filtersInWords(values: FilterValuesShape): string {
  const filters = [
    ['type', values.types.map(inline)],
    ['tag', values.tags.map(inline)],
    ['applied_to_service', values.applied_to_services_ids.map(inline)],
    ['creator', values.creators.map(({ org_id, user_id }) => inline(`${org_id},${user_id}`))],
  ] as const;
  const used = filters.filter(([, list]) => list.length > 0);
  return `Filters can take: ${used.map(([name, list]) => `${name} ${list.join(' ')}`).join('; ')}.`;
}

/** Fewer values of each kind, at last none; the note says how many there are. */
export function cutFilterValues<T extends { readonly filter_values?: FilterValuesShape | undefined }>(
  data: T,
  share: number,
): { readonly data: T; readonly note: Note } | undefined {
  const { filter_values: values } = data;
  if (!values) return undefined;
  const kept = keepOf(Math.max(...Object.values(values).map((list) => list.length)), share);
  const text =
    kept > 0
      ? `For length, filter_values hold the first ${kept} of a kind.`
      : 'For length, filter_values are left out.';
  return {
    data: { ...data, filter_values: kept > 0 ? firstOf(values, kept) : undefined },
    note: { code: 'filter_values', text },
  };
}
