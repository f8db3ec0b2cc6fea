import { expect, test } from 'vitest';
import { sameDefinition, tagListOf, tagMapOf } from '../../src/amigo/definition.ts';
import type { Definition } from '../../src/amigo/schema.ts';

const numerical = (lower_bound: number, upper_bound: number) =>
  ({ type: 'numerical', lower_bound, upper_bound }) as const;
const categorical = (...categories: string[]) => ({ type: 'categorical' as const, categories });

test.each<[Definition['metric_value'], Definition['metric_value'], boolean]>([
  [{ type: 'boolean' }, { type: 'boolean' }, true],
  [{ type: 'boolean' }, numerical(0, 1), false],
  [numerical(0, 1), categorical('0', '1'), false],
  [categorical('a'), { type: 'boolean' }, false],
  [numerical(0, 1), numerical(0, 1), true],
  [numerical(0, 1), numerical(0, 2), false],
  [numerical(0, 1), numerical(-1, 1), false],
  [categorical('a', 'b'), categorical('a', 'b'), true],
  [categorical('a', 'b'), categorical('a', 'b\u200b'), true],
  [categorical('a', 'b'), categorical('b', 'a'), false],
  [categorical('a', 'b'), categorical('a', 'c'), false],
  [categorical('a'), categorical('a', 'b'), false],
  [categorical('a', 'b'), categorical('a'), false],
  [categorical('a', ''), categorical('a'), false],
])('%j was sent as %j: %s', (read, sent, same) => {
  const description = 'Does it greet?';
  expect(sameDefinition({ description, metric_value: read }, { description, metric_value: sent })).toBe(same);
});

test('descriptions are the same but for what cannot be seen, and blanks at their ends', () => {
  const same = (read: string, sent: string) =>
    sameDefinition(
      { description: read, metric_value: { type: 'boolean' } },
      { description: sent, metric_value: { type: 'boolean' } },
    );
  expect(same('Does it greet? ', ' Does\u200b it greet?')).toBe(true);
  expect(same('Does it greet?', 'Does it  greet?')).toBe(false);
});

test('tags go in as a map and come out as a list', () => {
  const tags = [{ key: 'team', value: 'triage' }, { key: 'pilot' }];
  expect(tagMapOf(tags)).toEqual({ team: 'triage', pilot: null });
  expect(tagListOf(tags)).toEqual([
    { key: 'team', value: 'triage' },
    { key: 'pilot', value: null },
  ]);
});
