import { expect, test } from 'vitest';
import { TOOLS } from '../../src/tools/index.ts';
import type { JsonProperty } from '../../src/tools/runner/json-schema.ts';

// Hosts and models write null for what is absent, and a text where a list of texts is wanted.

/** Every place of a schema, with arguments that have a value there, and nothing. */
function places(
  { properties = {}, items }: JsonProperty,
  put: (value: unknown) => unknown = (value) => value,
  name = '',
): {
  name: string;
  schema: JsonProperty;
  argumentsWith: (value: unknown) => unknown;
  argumentsWithout: unknown;
}[] {
  const inside = items ? places(items, (value) => put([value]), `${name}[0]`) : [];
  return [
    ...inside,
    ...Object.entries(properties).flatMap(([key, schema]) => {
      const argumentsWith = (value: unknown) => put({ [key]: value });
      const path = name === '' ? key : `${name}.${key}`;
      return [
        { name: path, schema, argumentsWith, argumentsWithout: put({}) },
        ...places(schema, argumentsWith, path),
      ];
    }),
  ];
}

const PLACES = TOOLS.flatMap((tool) =>
  places(tool.inputSchema).map((place) => [`${tool.name} ${place.name}`, tool, place] as const),
);
const problemsAt = (tool: (typeof TOOLS)[number], name: string, input: unknown) => {
  const parsed = tool.parse(input);
  return 'problems' in parsed ? parsed.problems.filter((problem) => problem.startsWith(`${name} `)) : [];
};

const lists = PLACES.filter(([, , { schema }]) => schema.type === 'array' && schema.items?.type === 'string');

test.each(lists)('%s takes a single text for a list', (_, tool, { name, argumentsWith }) => {
  expect(problemsAt(tool, name, argumentsWith('text'))).not.toContain(`${name} must be a list`);
});

test.each(PLACES)('%s takes null for nothing', (_, tool, { name, argumentsWith, argumentsWithout }) => {
  expect(problemsAt(tool, name, argumentsWith(null))).toEqual(problemsAt(tool, name, argumentsWithout));
});
