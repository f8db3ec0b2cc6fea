import * as z from 'zod';
import { isObject } from '../../json.ts';

export interface JsonSchema {
  readonly type: 'object';
  readonly properties: Readonly<Record<string, JsonProperty>>;
  readonly required?: readonly string[];
  readonly [key: string]: unknown;
}

/** The part of JSON Schema that inputs use. */
export interface JsonProperty {
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly description?: string;
  readonly default?: unknown;
  readonly properties?: Readonly<Record<string, JsonProperty>>;
  readonly items?: JsonProperty;
}

/** What a tool takes, without what only takes up tokens and in the spelling that most hosts can read. */
export function inputSchema(schema: z.ZodObject): JsonSchema {
  const { $schema: _, ...json } = z.toJSONSchema(schema, { io: 'input' });
  return portable(json) as JsonSchema;
}

/** What a tool answers, in as few tokens as say it: clients check it, models seldom see it. */
export function outputSchema(schema: z.ZodObject): JsonSchema {
  const { $schema: _, ...json } = z.toJSONSchema(schema, {
    io: 'output',
    override: ({ jsonSchema }) => shorten(jsonSchema),
  });
  return { ...json, additionalProperties: false } as JsonSchema;
}

/** Types beside each other as a list of names; what an inner object may hold besides is not said. */
function shorten(node: z.core.JSONSchema.BaseSchema): void {
  delete node.additionalProperties;
  delete node.propertyNames;
  if (node.minimum === Number.MIN_SAFE_INTEGER) delete node.minimum;
  if (node.maximum === Number.MAX_SAFE_INTEGER) delete node.maximum;
  const { anyOf: branches = [] } = node;
  const names = branches.flatMap(({ type = [], ...rest }) => (Object.keys(rest).length === 0 ? type : []));
  if (names.length === 0 || names.length < branches.length) return;
  delete node.anyOf;
  node.type = names;
}

/**
 * Leaves out the dialect's bounds of a safe integer, spells `type` as one name (a list of them as branches), and an
 * object that may hold anything as such.
 */
function portable(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(portable);
  if (!isObject(node)) return node;
  const entries = Object.entries(node).filter(
    ([key, value]) =>
      !(key === 'minimum' && value === Number.MIN_SAFE_INTEGER) &&
      !(key === 'maximum' && value === Number.MAX_SAFE_INTEGER),
  );
  const { type, description, ...rest }: Record<string, unknown> = Object.fromEntries(
    entries.map(([key, value]) => [key, portableValue(key, value)]),
  );
  const words = description === undefined ? {} : { description };
  if (!Array.isArray(type)) return { ...(type !== undefined && { type }), ...rest, ...words };
  const branches = type.map((name) => (name === 'null' ? { type: name } : { type: name, ...rest }));
  return { ...words, anyOf: branches };
}

function portableValue(key: string, value: unknown): unknown {
  if (key === 'additionalProperties' && isObject(value) && Object.keys(value).length === 0) return true;
  // Its keys are names of properties, not words of the dialect.
  if (key === 'properties' && isObject(value))
    return Object.fromEntries(Object.entries(value).map(([name, property]) => [name, portable(property)]));
  return portable(value);
}
