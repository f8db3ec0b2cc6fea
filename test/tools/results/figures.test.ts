import { expect, it } from 'vitest';
import {
  boolean,
  categorical,
  id,
  METRIC,
  numerical,
  openDesk,
  random,
  result,
} from '../../support/results.ts';
import { differences } from '../../support/results-differences.ts';
import { entry, type OracleRow, type OracleType } from '../../support/results-oracle.ts';

const NUMBERS = id('a', 2);
const WORDS = id('a', 3);
const CATEGORIES = ['booked', 'declined', '5'];
const TYPES: Readonly<Record<string, OracleType>> = {
  [METRIC]: 'boolean',
  [NUMBERS]: 'numerical',
  [WORDS]: 'categorical',
};
const metrics = {
  [METRIC]: boolean('Read back', 3),
  [NUMBERS]: numerical('Empathy', [1, 5], [1, 5], [1, 5]),
  [WORDS]: categorical('Outcome', CATEGORIES, CATEGORIES, CATEGORIES),
};

it('what comes over the wire and back equals a plain computation: values of the wrong type, repeats, gaps and all', async () => {
  const next = random(3);
  const pick = (n: number) => Math.floor(next() * n);
  const rows = Array.from({ length: 4_000 }, (_, n) => {
    const values = [next() < 0.8, 1 + next() * 4.2, CATEGORIES[pick(3)] ?? '', null, 5, '5', 'true', ''];
    const kind = pick(3);
    const simulated = pick(4) === 0;
    const conversation_id = id('c', pick(700));
    const [simulation_unit_test_set_run_id, unit_test_id, run_index] = [
      id('b', pick(3)),
      id('d', pick(20)),
      pick(4),
    ];
    const type = ['post-session', 'manual'][pick(2)] ?? '';
    return result(n, {
      metric_id: [METRIC, NUMBERS, WORDS][kind] ?? METRIC,
      metric_version: 1 + pick(3),
      result: values[next() < 0.9 ? kind : pick(values.length)] ?? null,
      source: simulated
        ? { type: 'simulation', simulation_unit_test_set_run_id, unit_test_id, run_index, references: [] }
        : { type, conversation_id, references: [] },
    });
  });
  const desk = await openDesk({ metrics, results: rows });
  const criterion = { verb: '>=', threshold: 3.5 };
  const answer = await desk.ask({ criterion, read_at_most: 5_000 });
  expect(answer.coverage).toMatchObject({ read: 4_000, complete: true });
  expect(answer.metrics).toHaveLength(9);

  const plain = rows.map(({ metric_id, metric_version, result: value, source, ...row }): OracleRow => {
    const unit = JSON.stringify(source['conversation_id'] ?? source);
    const at = Date.parse(row.created_at ?? '');
    return {
      id: row.id,
      metricId: metric_id,
      version: metric_version,
      value,
      at,
      source: String(source['type']),
      unit,
    };
  });
  for (const figures of answer.metrics ?? []) {
    const { metric_id, version } = figures;
    const own = plain.filter((row) => row.metricId === metric_id && row.version === version);
    const type = TYPES[metric_id] ?? 'boolean';
    const passes = type === 'numerical' ? (value: unknown) => Number(value) >= 3.5 : null;
    const { categoriesOf: _, ...expected } = entry(
      own,
      type,
      passes,
      type === 'categorical' ? CATEGORIES : [],
    );
    expect(differences(figures, expected, `${type} v${version}`)).toEqual([]);
  }
});
