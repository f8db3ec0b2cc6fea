import * as z from 'zod';
import { isObject } from '../../json.ts';
import { ranked } from '../../text/nearest.ts';
import { clean } from '../../text/clean.ts';
import type { JsonProperty, JsonSchema } from './json-schema.ts';

/**
 * Brings arguments to the form that the schema checks: null is the same as absent, and a single string where a
 * list of strings is wanted is a list of one.
 */
export function normalise(value: unknown, schema: z.core.$ZodType | undefined): unknown {
  const wanted = withoutDefault(schema);
  if (wanted instanceof z.ZodArray) {
    const { element } = wanted;
    if (typeof value === 'string' && isText(element)) return [value];
    if (Array.isArray(value)) return value.map((item) => normalise(item, element));
  }
  if (!isObject(value)) return value;
  const fields = new Map(wanted instanceof z.ZodObject ? Object.entries(wanted.shape) : []);
  const entries = Object.entries(value).flatMap(([key, field]) =>
    field === null ? [] : [[key, normalise(field, fields.get(key))] as const],
  );
  return Object.fromEntries(entries);
}

function withoutDefault(schema: z.core.$ZodType | undefined): z.core.$ZodType | undefined {
  return schema instanceof z.ZodOptional || schema instanceof z.ZodDefault
    ? withoutDefault(schema.unwrap())
    : schema;
}

function isText(schema: z.core.$ZodType): boolean {
  return schema instanceof z.ZodString || schema instanceof z.ZodEnum;
}

/** Every problem of the arguments in words, each naming its argument; one that items of a list share, once. */
export function problemsOf(error: z.ZodError, input: unknown, schema: JsonSchema): string[] {
  const alike = new Map<string, { readonly first: string; times: number }>();
  for (const problem of problemsInWords(error, input, schema)) {
    const kind = problem.replace(/\[\d+\]/g, '[]');
    const known = alike.get(kind);
    if (known) known.times += 1;
    else alike.set(kind, { first: problem, times: 1 });
  }
  return [...alike.values()].map(({ first, times }) =>
    times > 1 ? `${first} (and ${times - 1} more like it)` : first,
  );
}

function problemsInWords(error: z.ZodError, input: unknown, schema: JsonSchema): string[] {
  return error.issues.flatMap((issue) => {
    const where = named(issue.path);
    switch (issue.code) {
      case 'unrecognized_keys':
        return issue.keys.map((key) => unknown(key, issue.path, schema));
      case 'invalid_type':
        return at(input, issue.path) === undefined
          ? `${where} is required${issue.expected === 'nonoptional' ? '' : ` (${issue.expected})`}`
          : `${where} must be ${withArticle(issue.expected)}`;
      case 'invalid_value':
        return `${where} must be one of ${issue.values.map(String).join(', ')}`;
      case 'too_small':
        return `${where} ${size(issue.origin, 'at least', issue.minimum)}`;
      case 'too_big':
        return `${where} ${size(issue.origin, 'at most', issue.maximum)}`;
      default:
        return `${where} ${issue.message}`;
    }
  });
}

function unknown(key: string, path: readonly PropertyKey[], schema: JsonSchema): string {
  const known = Object.keys(propertiesAt(schema, path));
  const [nearest] = ranked(key, known);
  const here = path.length > 0 ? ` in ${named(path)}` : '';
  const shown = JSON.stringify(clean(key));
  return nearest === undefined
    ? `${shown}${here} is not a known argument; there are none`
    : `${shown}${here} is not a known argument, the nearest is ${JSON.stringify(nearest)}`;
}

function propertiesAt(
  schema: JsonSchema,
  path: readonly PropertyKey[],
): Readonly<Record<string, JsonProperty>> {
  let node: JsonProperty = schema;
  for (const step of path)
    node = (typeof step === 'number' ? node.items : node.properties?.[String(step)]) ?? {};
  return node.properties ?? {};
}

function at(value: unknown, path: readonly PropertyKey[]): unknown {
  let found = value;
  for (const step of path)
    found = isObject(found) || Array.isArray(found) ? Reflect.get(found, step) : undefined;
  return found;
}

/** `metric_value.lower_bound`, `tags[2].key`. */
function named(path: readonly PropertyKey[]): string {
  const name = path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`)).join('');
  return name.replace(/^\./, '') || 'the arguments';
}

function withArticle(type: string): string {
  if (type === 'int') return 'an integer';
  return type === 'array' ? 'a list' : `${/^[aeiou]/.test(type) ? 'an' : 'a'} ${type}`;
}

function size(origin: string, limit: string, bound: number | bigint): string {
  if (origin === 'string')
    return bound === 1 ? 'must not be empty' : `must have ${limit} ${bound} characters`;
  if (origin === 'array') return `must have ${limit} ${bound} ${Number(bound) === 1 ? 'entry' : 'entries'}`;
  return `must be ${limit} ${bound}`;
}
