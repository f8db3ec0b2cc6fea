import * as z from 'zod';
import { ID } from '../amigo/ids.ts';

// Inputs that several tools share. Only what every host accepts: no union, null, const or reference; null and
// a single string where a list is wanted are taken care of before the schema sees them.

const TAG_TEXT = /^[\p{L}\p{N}\p{M}_ ]+$/u;
const CREATOR = /^[^,\s]+,[^,\s]+$/;
const TAG_FILTER = /^[^:]+:.*$/su;
/** Most entries of a filter that is a list. */
const LIST_LIMIT = 100;
export const NAME_LENGTH = 500;
const TEXT_LENGTH = 20_000;

export const metric = z
  .string()
  .trim()
  .min(1, 'must not be blank')
  .describe('Metric id (24 hex digits) or exact name');

export const hex = z.string().regex(ID, 'must be 24 lower-case hex digits');

export const id = (what: string) => hex.describe(`${what} id, 24 hex digits`);

export const list = <T extends z.ZodType>(item: T, most = LIST_LIMIT) => z.array(item).min(1).max(most);

/** Filters that listing and searching share. */
export const metricFilters = {
  applied_to_service: list(id('Service'))
    .optional()
    .describe('Only metrics applied to any of these services'),
  type: list(z.enum(['boolean', 'numerical', 'categorical']))
    .optional()
    .describe('Value types'),
  creator: list(z.string().trim().regex(CREATOR, 'must be org_id,user_id'))
    .optional()
    .describe('Creators, each as org_id,user_id'),
  tag: list(z.string().trim().regex(TAG_FILTER, 'must be key:value, key:* or key:'))
    .optional()
    .describe('Tags: key:value, key:* (any value) or key: (no value)'),
};

export const includeLatestVersion = z
  .boolean()
  .optional()
  .describe('Add description and value definition of each (one more request per metric)');

export const continuationToken = z.string().min(1).optional().describe('From the last answer; enough alone');

export const description = z
  .string()
  .trim()
  .min(1, 'must not be blank')
  .max(TEXT_LENGTH)
  .describe(
    'The judge’s instruction: the question, the unit judged, what counts for each value, edge cases, when it is not applicable',
  );

export const notes = z.string().max(TEXT_LENGTH);

const tagText = (what: string) =>
  z
    .string()
    .trim()
    .min(1, 'must not be blank')
    // Not as a pattern: not every host’s regular expressions know \p.
    .refine((text) => TAG_TEXT.test(text), 'takes letters, digits, underscore and space')
    // As the name of a field it would get lost on the way.
    .refine((text) => text !== '__proto__', 'must not be __proto__')
    .describe(what);

export const tags = z
  .array(z.strictObject({ key: tagText('Key'), value: tagText('Value').optional() }))
  .max(20)
  .superRefine((all, context) => {
    const seen = new Set<string>();
    for (const [index, { key }] of all.entries()) {
      if (seen.has(key))
        context.addIssue({
          code: 'custom',
          path: [index, 'key'],
          message: `${JSON.stringify(key)} stands twice`,
        });
      seen.add(key);
    }
  })
  .describe('Tags; letters, digits, underscore and space');

export const services = z.array(id('Service')).max(LIST_LIMIT);

/** One closed object for the three types; what belongs to which is checked here and said in words. */
export const metricValue = z
  .strictObject({
    type: z.enum(['boolean', 'numerical', 'categorical']).describe('Final'),
    lower_bound: z.number().optional().describe('Numerical only'),
    upper_bound: z.number().optional().describe('Numerical only, above lower_bound'),
    categories: z
      .array(z.string().trim().min(1, 'must not be blank').max(NAME_LENGTH))
      .min(1)
      .max(50)
      .optional()
      .describe('Categorical only, 1 to 50, all different'),
  })
  .superRefine((value, context) => {
    const complain = (field: string, message: string) =>
      context.addIssue({ code: 'custom', path: [field], message });
    const { type, lower_bound, upper_bound, categories } = value;
    for (const [field, owner] of [
      ['lower_bound', 'numerical'],
      ['upper_bound', 'numerical'],
      ['categories', 'categorical'],
    ] as const) {
      if (type === owner && value[field] === undefined) complain(field, `is required for a ${type} metric`);
      if (type !== owner && value[field] !== undefined)
        complain(field, `does not belong to a ${type} metric`);
    }
    if (lower_bound !== undefined && upper_bound !== undefined && lower_bound >= upper_bound) {
      complain('upper_bound', `must be above lower_bound (${lower_bound})`);
    }
    if (categories && new Set(categories).size < categories.length)
      complain('categories', 'must all be different');
  })
  .describe(
    'What the judge may answer: {"type":"boolean"}, {"type":"numerical","lower_bound":1,"upper_bound":5} or {"type":"categorical","categories":["a","b"]}',
  );
