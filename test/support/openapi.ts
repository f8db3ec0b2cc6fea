import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

// What the published contract holds against messages: for tests whose servers record what they were sent.

interface Schema {
  readonly type?: string;
  readonly uniqueItems?: boolean;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
}

interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required: boolean;
  readonly schema: Schema;
}

interface Content {
  readonly content?: { readonly 'application/json': { readonly schema: Schema } };
}

interface Operation {
  readonly operationId: string;
  readonly security?: readonly unknown[];
  readonly parameters: readonly Parameter[];
  readonly requestBody?: Content;
  readonly responses: Readonly<Record<string, Content>>;
}

interface Contract {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

const contract: Contract = JSON.parse(
  readFileSync(new URL('../contract/amigo-metric.openapi.json', import.meta.url), 'utf8')
    // Schemas are compiled one by one, so their references must name the document that they point into.
    .replaceAll('"#/components/', '"contract#/components/')
    // The server's `\w` is Unicode's, JavaScript's is ASCII's.
    .replaceAll('[\\\\w\\\\s]', '[\\\\p{L}\\\\p{N}\\\\p{M}_\\\\s]'),
);

const ajv = new Ajv2020({ strict: false, allErrors: true });
addFormats.default(ajv);
ajv.addSchema(contract, 'contract');

function mismatches(schema: Schema, value: unknown, where: string): string[] {
  const validate = ajv.compile(schema);
  if (validate(value)) return [];
  return (validate.errors ?? []).map(({ instancePath, message }) => `${where}${instancePath} ${message}`);
}

/** A request as it travels; header names in lower case. */
export interface SentRequest {
  readonly method: string;
  /** Path and query, still encoded. */
  readonly path: string;
  /** Checked when given. */
  readonly headers?: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** Parsed JSON; undefined for none. */
  readonly body?: unknown;
}

/** The operation that a request is for (empty when there is none), and all that the contract holds against it. */
export function checkRequest(request: SentRequest): { operationId: string; problems: string[] } {
  const [path = '', query = ''] = request.path.split('?');
  const found = find(request.method, path);
  if (!found) return { operationId: '', problems: [`${request.method} ${path} is no operation`] };
  const { operation, values } = found;
  const pathProblems = operation.parameters
    .filter((parameter) => parameter.in === 'path')
    .flatMap(({ name, schema }) => mismatches(schema, values[name], name));
  return {
    operationId: operation.operationId,
    problems: [
      ...pathProblems,
      ...queryProblems(operation, query),
      ...headerProblems(operation, request),
      ...bodyProblems(operation, request.body),
    ],
  };
}

/** All that the contract holds against an answer; bodies of refusals are not specified. */
export function checkAnswer(operationId: string, status: number, body: unknown): string[] {
  const operation = Object.values(contract.paths)
    .flatMap((methods) => Object.values(methods))
    .find((each) => each.operationId === operationId);
  const response = operation?.responses[status];
  if (!response) return [`${operationId} does not answer with ${status}`];
  const schema = response.content?.['application/json'].schema;
  return schema ? mismatches(schema, body, 'answer') : [];
}

interface Found {
  readonly operation: Operation;
  readonly values: Readonly<Record<string, string>>;
}

/** Templates of fixed words win over those that would take a word for an id. */
function find(method: string, path: string): Found | undefined {
  const templates = Object.entries(contract.paths).toSorted(
    ([one], [other]) => one.split('{').length - other.split('{').length,
  );
  for (const [template, methods] of templates) {
    const operation = methods[method.toLowerCase()];
    const pattern = template.replaceAll(/\{(\w+)\}/g, '(?<$1>[^/]+)');
    const match = new RegExp(`^${pattern}$`).exec(path);
    if (operation && match) return { operation, values: { ...match.groups } };
  }
  return undefined;
}

function queryProblems(operation: Operation, query: string): string[] {
  const given = new URLSearchParams(query);
  const known = operation.parameters.filter((parameter) => parameter.in === 'query');
  const unknown = [...new Set(given.keys())].filter((key) => !known.some(({ name }) => name === key));
  const problems = unknown.map((name) => `${name} is no parameter`);
  for (const { name, schema, required } of known) {
    const values = given.getAll(name);
    if (values.length === 0) {
      if (required) problems.push(`${name} is missing`);
      continue;
    }
    if (schema.type === 'array') {
      problems.push(...mismatches(schema, values, name));
      const commas = name === 'creator' ? 1 : 0;
      if (values.some((value) => value.split(',').length - 1 !== commas)) {
        problems.push(`${name} must have ${commas} commas in each value`);
      }
      if (name === 'sort_by' && !values.every((value) => /^[+-]\w+$/.test(value))) {
        problems.push('sort_by must be a sign and a field: a plus travels as %2B');
      }
    } else {
      if (values.length > 1) problems.push(`${name} is given ${values.length} times`);
      problems.push(...mismatches(schema, coerced(schema, values[0] ?? ''), name));
    }
  }
  return problems;
}

/** What a server makes of a parameter's text. */
function coerced(schema: Schema, text: string): unknown {
  const types = new Set([schema.type, ...(schema.anyOf ?? []).map(({ type }) => type)]);
  if (types.has('integer') && /^-?\d+$/.test(text)) return Number(text);
  if (types.has('boolean') && /^(?:true|false)$/.test(text)) return text === 'true';
  return text;
}

function headerProblems({ parameters, security, requestBody }: Operation, { headers, body }: SentRequest) {
  if (!headers) return [];
  const problems = parameters
    .filter((each) => each.in === 'header' && each.required && headers[each.name] === undefined)
    .map(({ name }) => `header ${name} is missing`);
  if (!security && !/^Bearer \S+$/.test(String(headers['authorization']))) {
    problems.push('header authorization is no bearer token');
  }
  if (headers['sec-websocket-protocol'] !== undefined) problems.push('header sec-websocket-protocol is sent');
  if (requestBody && body !== undefined && !/^application\/json\b/.test(String(headers['content-type']))) {
    problems.push('header content-type is not application/json');
  }
  return problems;
}

function bodyProblems({ requestBody }: Operation, body: unknown): string[] {
  const schema = requestBody?.content?.['application/json'].schema;
  if (!schema) return body === undefined ? [] : ['a body is sent where none is taken'];
  return body === undefined ? ['the body is missing'] : mismatches(schema, body, 'body');
}
