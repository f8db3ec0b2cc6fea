import { encode } from 'gpt-tokenizer/encoding/o200k_base';
import { describe, expect, it } from 'vitest';
import { TOOLS } from '../../src/tools/index.ts';
import { serve } from '../support/client.ts';

// What every known host accepts of a tool's input, and what a model needs to choose and call it.

const KEYWORDS = new Set([
  'type',
  'properties',
  'required',
  'additionalProperties',
  'description',
  'items',
  'enum',
  'default',
  'pattern',
  'minimum',
  'maximum',
  'minLength',
  'maxLength',
  'minItems',
  'maxItems',
]);
const TYPES = new Set(['object', 'string', 'number', 'integer', 'boolean', 'array']);
/** Not every engine has them: lookaround, back references, Unicode classes. */
const RARE_PATTERN = /\(\?[=!<]|\\[pPuk]|\\\d/;
const LIST_TOKENS = 4_000;

interface Found {
  readonly path: string;
  readonly node: Readonly<Record<string, unknown>>;
  readonly isProperty: boolean;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Every schema within a schema, itself included. */
function within(node: unknown, path = '', isProperty = false): Found[] {
  if (!isObject(node)) throw new Error(`no schema at ${path}`);
  const properties = isObject(node['properties']) ? Object.entries(node['properties']) : [];
  return [
    { path, node, isProperty },
    ...properties.flatMap(([name, each]) => within(each, `${path}.${name}`, true)),
    ...(node['items'] === undefined ? [] : within(node['items'], `${path}[]`)),
  ];
}

function faults(node: Found['node']): string[] {
  const { type, pattern } = node;
  return [
    ...Object.keys(node).filter((keyword) => !KEYWORDS.has(keyword)),
    ...(typeof type === 'string' && TYPES.has(type) ? [] : [`type ${JSON.stringify(type)}`]),
    ...(node['enum'] !== undefined && type !== 'string' ? ['enum of no strings'] : []),
    ...(typeof pattern === 'string' && RARE_PATTERN.test(pattern) ? [`pattern ${pattern}`] : []),
    ...(type === 'object' && node['additionalProperties'] !== false ? ['open object'] : []),
  ];
}

const hints = (r: boolean, d: boolean, i: boolean) => ({
  readOnlyHint: r,
  destructiveHint: d,
  idempotentHint: i,
  openWorldHint: true,
});
const HINTS = {
  get_metrics: hints(true, false, true),
  search_metrics: hints(true, false, true),
  get_metric_versions: hints(true, false, true),
  get_metric_evaluation_results: hints(true, false, true),
  create_metric: hints(false, false, false),
  create_metric_version: hints(false, false, false),
  update_metric: hints(false, true, true),
  evaluate_metrics: hints(false, true, false),
  delete_metric: hints(false, true, true),
};

describe('the tool list', () => {
  it('is one tool for each operation, each with title, hints, description and output', async () => {
    const { client } = await serve({});
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name).sort()).toEqual(Object.keys(HINTS).sort());
    const seen = tools.map((tool) => {
      const { title: _, ...stated } = tool.annotations ?? {};
      return [
        tool.name,
        {
          named: /^[a-z0-9_]{1,40}$/.test(tool.name),
          titled: Boolean(tool.title),
          described: (tool.description?.length ?? 0) > 40 && (tool.description?.length ?? 0) <= 1_000,
          output: tool.outputSchema?.type,
          input: tool.inputSchema,
          stated,
        },
      ] as const;
    });
    const wanted = Object.entries(HINTS).map(
      ([name, stated]) =>
        [
          name,
          {
            named: true,
            titled: true,
            described: true,
            output: 'object',
            // What is listed is what the rules below are held against.
            input: TOOLS.find((tool) => tool.name === name)?.inputSchema,
            stated,
          },
        ] as const,
    );
    expect(Object.fromEntries(seen)).toEqual(Object.fromEntries(wanted));
  });

  it(`costs a model at most ${LIST_TOKENS} tokens`, () => {
    const list = TOOLS.map(({ name, description, inputSchema }) => ({ name, description, inputSchema }));
    expect(encode(JSON.stringify(list)).length).toBeLessThanOrEqual(LIST_TOKENS);
  });

  it.each([
    ['read', Object.entries(HINTS).flatMap(([name, { readOnlyHint }]) => (readOnlyHint ? [name] : []))],
    ['author', Object.keys(HINTS).filter((name) => name !== 'delete_metric')],
    ['full', Object.keys(HINTS)],
  ])('with access %s lists %j', async (access, names) => {
    const { client } = await serve({ AMIGO_ACCESS: access });
    expect((await client.listTools()).tools.map(({ name }) => name).sort()).toEqual(names.sort());
  });
});

describe.each(TOOLS.map((tool) => [tool.name, tool] as const))('the input of %s', (_, { inputSchema }) => {
  const all = within(inputSchema);

  it('uses only what every host accepts', () => {
    expect(all.flatMap(({ path, node }) => faults(node).map((fault) => `${path}: ${fault}`))).toEqual([]);
  });

  it('describes every parameter', () => {
    const silent = all.filter(({ node, isProperty }) => isProperty && !node['description']);
    expect(silent.map(({ path }) => path)).toEqual([]);
  });
});

describe.each(TOOLS.map((tool) => [tool.name, tool] as const))('the output of %s', (_, { outputSchema }) => {
  it('names one type a node, and closes what it declares', () => {
    const text = JSON.stringify(outputSchema);
    expect(text).not.toMatch(/"type":\[/);
    expect(text).not.toContain('"$ref"');
    expect(outputSchema['additionalProperties']).toBe(false);
  });
});
