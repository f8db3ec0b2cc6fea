import { expect, it } from 'vitest';
import { entriesOf, expectFigure, summaryOf } from '../support/results-summary.ts';
import { boolean, categorical, id, numerical, openDesk, type WireResult } from '../support/results.ts';
import { rangeOf, START, worldOf, type WorldRow } from '../support/results-worlds.ts';

const METRICS: Readonly<Record<string, string>> = { b: id('b', 1), n: id('a', 2), c: id('c', 3) };
const rows = worldOf({
  seed: 5,
  rows: 1_700,
  units: 80,
  days: 60,
  effect: 0.5,
  odd: 0.1,
  even: false,
}).filter(({ metricId }) => metricId in METRICS);

const world = {
  metrics: {
    [METRICS['b'] ?? '']: boolean('metric b', 3),
    [METRICS['n'] ?? '']: numerical('metric n', [0, 10], [0, 10], [0, 12]),
    [METRICS['c'] ?? '']: categorical(
      'metric c',
      ...[1, 2, 3].map((version) => (rangeOf('c', version) ?? []).map(String)),
    ),
  },
  results: rows.map((row): WireResult => ({
    id: row.id,
    metric_id: METRICS[row.metricId] ?? '',
    metric_version: row.version,
    result: row.value,
    justification: '',
    ...(row.at !== null && { created_at: new Date(row.at).toISOString() }),
    source: {
      type: row.source,
      conversation_id: row.conversationId,
      simulation_unit_test_set_run_id: row.runId,
      unit_test_id: row.unitTestId,
      run_index: row.runIndex,
    },
  })),
};

/** What the engine says of these rows; what it says is held against the plain computation elsewhere. */
function figuresOf(all: readonly WorldRow[], metric: string, by?: 'week') {
  const own = all.filter(({ metricId }) => metricId === metric);
  const summary = summaryOf(own, {
    ...(by && { by }),
    span: { from: -Infinity, to: START + 1_000 * 86_400_000 },
  });
  for (const { entry, own: part } of entriesOf(own, summary)) {
    const [like] = part;
    if (like) expectFigure(entry, part, like, {});
  }
  return summary.metrics[0];
}

it.each(['b', 'n', 'c'])(
  'the tool says of metric %s what the engine says, in either order, over many pages, and from what it kept',
  async (metric) => {
    const desk = await openDesk(world, { timezone: 'UTC' });
    const asked = { metric_id: METRICS[metric], examples: 0 };
    const { entries, bins } = figuresOf(rows, metric) ?? {};
    const first = await desk.ask(asked);
    expect(first.metrics?.[0]).toMatchObject({ entries, ...(bins && { bins }) });

    const weekly = figuresOf(rows, metric, 'week');
    const kept = await desk.ask({ ...asked, group_by: 'week', timezone: 'UTC' });
    expect(kept.metrics?.[0]?.entries).toEqual(weekly?.entries);
    const pages = desk.pages().length;

    const upwards = await desk.ask({ ...asked, sort_by: '+created_at', refresh: true });
    expect(upwards.metrics).toEqual(first.metrics);
    expect(desk.pages().length).toBeGreaterThan(pages);

    const all = await desk.ask({ examples: 0, refresh: true });
    expect(desk.pages().length).toBeGreaterThan(pages + 2);
    const narrower = await desk.ask(asked);
    expect(narrower.metrics).toEqual(first.metrics);
    expect(all.totals?.reduce((sum, { results }) => sum + results, 0)).toBe(rows.length);
  },
);
