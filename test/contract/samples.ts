import { resolved, type Schema } from '../support/contract.ts';

/** What a sample holds: what is required, all that is named, or that and fields that no contract names. */
export type Amount = 'the least' | 'everything' | 'unknown fields';

const HEX = 'a1b2c3d4e5f6a1b2c3d4e5f6';
/** Answers call them strings; requests, which they come back in, say what they look like. */
const ID_NAMES = new Set(['id', '_id', 'metric_id']);

/** Values that the schema allows, such that each alternative in it stands in at least one of them. */
export function samples(of: Schema, amount: Amount): unknown[] {
  const schema = resolved(of);
  const alternatives = schema.anyOf ?? schema.oneOf;
  if (alternatives) return alternatives.flatMap((each) => samples(each, amount));
  if (schema.const !== undefined) return [schema.const];
  if (schema.enum) return [...schema.enum];
  switch (schema.type) {
    case 'null':
      return [null];
    case 'boolean':
      return [true, false];
    case 'integer':
      return [1, 2];
    case 'number':
      return [0, -1.5, 1e300];
    case 'string':
      return [text(schema)];
    case 'array':
      return amount === 'the least' && !schema.minItems ? [[]] : [samples(schema.items ?? {}, amount)];
    case 'object':
      return objects(schema, amount);
    default:
      // Nothing is said: anything may come.
      return [17, 'opaque'];
  }
}

function text({ format, pattern }: Schema): string {
  if (format === 'date-time') return '2026-11-25T11:30:00.123456Z';
  return pattern?.includes('24') ? HEX : 'text';
}

function objects({ properties = {}, required = [] }: Schema, amount: Amount): unknown[] {
  const fields = Object.entries(properties)
    .filter(([name]) => amount !== 'the least' || required.includes(name))
    .map(([name, schema]) => [name, ID_NAMES.has(name) ? [HEX] : samples(schema, amount)] as const);
  const count = Math.max(1, ...fields.map(([, values]) => values.length));
  return Array.from({ length: count }, (_, at) => ({
    ...Object.fromEntries(fields.map(([name, values]) => [name, values[at % values.length]])),
    ...(amount === 'unknown fields' && { a_field_of_tomorrow: { nested: [null] } }),
  }));
}
