import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { contract, PUBLISHED, published, type Published, type Schema } from './contract.ts';

// What the published contract holds against messages: for tests whose servers record what they were sent.

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
  const response = published(operationId).responses[status];
  if (!response) return [`${operationId} does not answer with ${status}`];
  const schema = response.content?.['application/json'].schema;
  return schema ? mismatches(schema, body, 'answer') : [];
}

interface Found {
  readonly operation: Published;
  readonly values: Readonly<Record<string, string>>;
}

/** Templates of fixed words win over those that would take a word for an id. */
const BY_FIXED_WORDS = PUBLISHED.toSorted(
  (one, other) => one.path.split('{').length - other.path.split('{').length,
);

function find(method: string, path: string): Found | undefined {
  for (const operation of BY_FIXED_WORDS) {
    const pattern = operation.path.replaceAll(/\{(\w+)\}/g, '(?<$1>[^/]+)');
    const match = new RegExp(`^${pattern}$`).exec(path);
    if (match && operation.method === method.toUpperCase()) return { operation, values: { ...match.groups } };
  }
  return undefined;
}

function queryProblems(operation: Published, query: string): string[] {
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

function headerProblems({ parameters, security, requestBody }: Published, { headers, body }: SentRequest) {
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

function bodyProblems({ requestBody }: Published, body: unknown): string[] {
  const schema = requestBody?.content?.['application/json'].schema;
  if (!schema) return body === undefined ? [] : ['a body is sent where none is taken'];
  return body === undefined ? ['the body is missing'] : mismatches(schema, body, 'body');
}
