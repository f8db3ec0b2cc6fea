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

/** From this level on objects say no more than that they are some, and from the one before not what they need. */
const DEEPEST = 3;
/** JSON's types of single values. */
const SINGLE = 4;

/**
 * What a tool answers, in as few tokens as say it: clients check it, models seldom see it. The nearer the leaves, the less
 * is said.
 */
export function outputSchema(schema: z.ZodObject): JsonSchema {
  const { $schema: _, ...json } = z.toJSONSchema(schema, { io: 'output' });
  return { ...(shortened(json, 0) as JsonSchema), additionalProperties: false };
}

/** @param level objects around the node */
function shortened(node: unknown, level: number): unknown {
  if (!isObject(node)) return node;
  const { type, description, properties, items, enum: names, required, anyOf } = node;
  const branches = Array.isArray(anyOf) ? anyOf.map((each) => shortened(each, level)) : [];
  const words = description === undefined ? {} : { description };
  if (isObject(properties)) {
    if (level >= DEEPEST) return { type, ...words };
    const fields = Object.entries(properties).map(([name, each]) => [name, shortened(each, level + 1)]);
    const needs = level < DEEPEST - 1 && required !== undefined ? { required } : {};
    return { type, properties: Object.fromEntries(fields), ...needs, ...words };
  }
  if (branches.length === 0)
    return {
      ...(type !== undefined && { type }),
      ...(names !== undefined && { enum: names }),
      ...(items !== undefined && { items: shortened(items, level) }),
      ...words,
    };
  const types = branches.flatMap((each) =>
    isObject(each) && Object.keys(each).join() === 'type' ? each['type'] : [],
  );
  if (types.length < branches.length) return { anyOf: branches, ...words };
  return types.length === SINGLE ? words : { type: types, ...words };
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
