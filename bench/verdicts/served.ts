import { isDeepStrictEqual } from 'node:util';
import { unitOf } from '../../src/amigo/result.ts';
import { Aggregate, COUNTS_ONLY } from '../../src/results/figures/aggregate.ts';
import { createGrouping } from '../../src/results/figures/grouping.ts';
import { summarise } from '../../src/results/figures/summarise.ts';
import type { Row } from '../../src/results/reading/row.ts';
import { PLAIN } from '../results/question.ts';
import { randomOf, type Random } from '../soak/random.ts';
import {
  DESIGNS,
  drawMany,
  POPULATIONS,
  POWER,
  type Design,
  type JudgedUnit,
  type TwoSides,
} from './designs.ts';
import { compared, drawWeeks, verdictsOf } from './judge.ts';
import { definitions, Pace, startPeer, startProgram } from './served-program.ts';
import { atOnce } from '../../src/slices.ts';

// The same data sets through the built program over stdio: every figure of its answers must be the one that the engine
// gives for the same results. An answer holds several data sets, each as a metric and source type of its own.

/** With more metrics an answer is an overview. */
const METRICS = 8;
const START = Date.UTC(2026, 5, 1);
const WEEK_MS = 7 * 86_400_000;

/** What one entry of an answer is made from. */
interface Data {
  readonly kind: Design['kind'];
  /** Units by version; the second version is compared with the first. */
  readonly versions: readonly (readonly JudgedUnit[])[];
  /** By the week that a unit is of; else all are of one. */
  readonly weekOf?: (unit: JudgedUnit) => number;
}

interface Served {
  readonly name: string;
  /** Source types of each metric of an answer. */
  readonly sources: number;
  readonly metrics?: number;
  readonly weekly?: boolean;
  /** Data sets of one answer: as many as metrics and source types. */
  readonly draw: (random: Random) => Data;
}

const twoSided = ({ from, to }: TwoSides, kind: Data['kind']): Data => ({ kind, versions: [from, to] });

function designs(): Served[] {
  return [
    ...[...DESIGNS, POWER].map(({ name, kind, draw }): Served => ({
      name,
      sources: 4,
      draw: (random) => twoSided(draw(random), kind),
    })),
    ...POPULATIONS.flatMap((population) =>
      [3, 30].map((units): Served => ({
        name: `${population.name}, twelve weeks of ${units} units`,
        sources: 1,
        weekly: true,
        draw: (random) => ({
          kind: population.kind,
          versions: [drawWeeks(units, population, random).flat()],
          weekOf: ({ unit }) => Math.floor(unit / units),
        }),
      })),
    ),
  ];
}

const hex = (n: number) => n.toString(16).padStart(24, '0');
const metricOf = (metric: number, kind: Data['kind']) => hex((kind === 'rate' ? 0xa00 : 0xb00) + metric);

/** Results of an answer's data sets. */
function rowsOf(sets: readonly Data[], sources: number): Row[] {
  const rows: Row[] = [];
  for (const [place, { kind, versions, weekOf }] of sets.entries()) {
    const metricId = metricOf(Math.floor(place / sources), kind);
    const sourceType = ['post-session', 'second', 'third', 'fourth'][place % sources] ?? null;
    for (const [before, units] of versions.entries())
      for (const judged of units)
        for (const value of judged.values)
          rows.push({
            id: hex(rows.length + 1),
            metricId,
            version: before + 1,
            value: kind === 'rate' ? value === 1 : value,
            at: START + (weekOf?.(judged) ?? 0) * WEEK_MS + (rows.length % 1_000),
            sourceType,
            interactionId: null,
            references: [],
            justification: '',
            ...placeOf(judged),
          });
  }
  return rows;
}

function placeOf({ unit, stratum }: JudgedUnit) {
  const place =
    stratum < 0
      ? { conversationId: hex(unit + 1), runId: null, unitTestId: null, runIndex: null }
      : { conversationId: null, runId: hex(1), unitTestId: hex(stratum + 1), runIndex: unit };
  return { ...place, unit: unitOf(place) };
}

/** What the engine says of results. */
function engineOf(rows: readonly Row[], weekly: boolean) {
  const grouping = weekly ? createGrouping('week', 'UTC') : null;
  const groupOf = grouping && ((row: Row) => grouping.groupOf(row));
  const aggregate = new Aggregate({ ...COUNTS_ONLY, groupOf });
  for (const row of rows) aggregate.add(row);
  const { metrics, totals } = atOnce(summarise(aggregate, definitions, { ...PLAIN, grouping }));
  return { metrics, totals };
}

/**
 * So many data sets of each design through the built server.
 * @returns designs of which a figure differs
 */
export async function serveDesigns(sets: number, seed: number): Promise<number> {
  const peer = await startPeer();
  const client = await startProgram(peer.url);
  const pace = new Pace();
  const ask = async (rows: readonly Row[], weekly: boolean) => {
    peer.hold(rows);
    await pace.turn();
    const asked = {
      metric_id: [...new Set(rows.map(({ metricId }) => metricId))],
      refresh: true,
      read_at_most: 100_000,
      ...(weekly && { group_by: 'week', timezone: 'UTC' }),
    };
    const answer = await client.callTool({ name: 'get_metric_evaluation_results', arguments: asked });
    pace.done();
    if (answer.isError) throw new Error(JSON.stringify(answer.content));
    return answer.structuredContent as ReturnType<typeof engineOf>;
  };
  let [differing, served] = [0, 0];
  try {
    for (const [place, { name, sources, weekly = false, draw }] of designs().entries()) {
      const random = randomOf(seed + place);
      let wrong = 0;
      for (let left = sets; left > 0; left -= METRICS * sources) {
        const all = Array.from({ length: Math.min(left, METRICS * sources) }, () => draw(random));
        const rows = rowsOf(all, sources);
        const { metrics, totals } = await ask(rows, weekly);
        if (!isDeepStrictEqual({ metrics, totals }, engineOf(rows, weekly))) wrong += 1;
        else if (!weekly && !isAsCompared(metrics, all)) wrong += 1;
        served += all.length;
      }
      if (wrong > 0) process.stdout.write(`${name}: ${wrong} answers of the built server differ\n`);
      if (wrong > 0) differing += 1;
    }
    const random = randomOf(seed + 10_000);
    let wrong = 0;
    for (let set = 0; set < sets; set += 1) {
      const rows = rowsOf(
        drawMany(random).map((sides) => twoSided(sides, sides.kind)),
        3,
      );
      const { metrics, totals } = await ask(rows, false);
      if (!isDeepStrictEqual({ metrics, totals }, engineOf(rows, false))) wrong += 1;
      served += 1;
    }
    if (wrong > 0) process.stdout.write(`many metrics: ${wrong} answers of the built server differ\n`);
    if (wrong > 0) differing += 1;
  } finally {
    await client.close();
    peer.close();
  }
  process.stdout.write(
    `\nThrough the built server: ${served} data sets, ${differing === 0 ? 'equal in every figure' : `${differing} designs differ`}\n`,
  );
  return differing;
}

/** Whether an answer's verdicts are those of its data sets compared without results. */
function isAsCompared(metrics: ReturnType<typeof engineOf>['metrics'], all: readonly Data[]): boolean {
  const shown = metrics.flatMap(({ entries = [] }) =>
    entries.flatMap(({ change }) => (change ? [change.verdict] : [])),
  );
  const verdicts = verdictsOf(
    all.map(({ versions: [from = [], to = []], kind }) => compared(from, to, kind)),
  );
  return isDeepStrictEqual([...shown].sort(), [...verdicts].sort());
}
