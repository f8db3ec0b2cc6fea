import { readFileSync } from 'node:fs';

// The published contract as data.

export interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly const?: string;
  readonly enum?: readonly string[];
  readonly pattern?: string;
  readonly format?: string;
  readonly minLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly maximum?: number;
  readonly uniqueItems?: boolean;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | boolean;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
}

interface Body {
  readonly content?: { readonly 'application/json': { readonly schema: Schema } };
}

interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required: boolean;
  readonly schema: Schema;
}

export interface Published {
  readonly method: string;
  /** A template: `/v1/{organization}/metric/{metric_id}/`. */
  readonly path: string;
  readonly operationId: string;
  readonly security?: readonly unknown[];
  readonly parameters: readonly Parameter[];
  readonly requestBody?: Body;
  readonly responses: Readonly<Record<string, Body>>;
  readonly 'x-rate-limit-per-minute': number;
  readonly 'x-permissions'?: readonly string[];
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Omit<Published, 'method' | 'path'>>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

export const contract: Document = JSON.parse(
  readFileSync(new URL('../contract/amigo-metric.openapi.json', import.meta.url), 'utf8')
    // Schemas are compiled one by one, so their references must name the document that they point into.
    .replaceAll('"#/components/', '"contract#/components/')
    // The server's `\\w` is Unicode's, JavaScript's is ASCII's.
    .replaceAll('[\\\\w\\\\s]', '[\\\\p{L}\\\\p{N}\\\\p{M}_\\\\s]'),
);

/** Every operation of the contract, the sign-in included. */
export const PUBLISHED: readonly Published[] = Object.entries(contract.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, rest]) => ({ ...rest, method: method.toUpperCase(), path })),
);

export function published(operationId: string): Published {
  const found = PUBLISHED.find((each) => each.operationId === operationId);
  if (!found) throw new Error(`${operationId} is not in the contract`);
  return found;
}

/** The schema itself, whatever named it. */
export function resolved(schema: Schema): Schema {
  if (schema.$ref === undefined) return schema;
  const named = contract.components.schemas[schema.$ref.split('/').at(-1) ?? ''];
  if (!named) throw new Error(`${schema.$ref} is not in the contract`);
  return resolved(named);
}

export function schemaOf(body: Body | undefined): Schema {
  const schema = body?.content?.['application/json'].schema;
  if (!schema) throw new Error('no schema');
  return resolved(schema);
}

/** Schema of the answer that tells of success. */
export function answerOf(operationId: string): { readonly status: number; readonly schema: Schema } {
  const [status = '', body] =
    Object.entries(published(operationId).responses).find(([code]) => code.startsWith('2')) ?? [];
  return { status: Number(status), schema: schemaOf(body) };
}
