import { expect, it } from 'vitest';
import { answerOf, toolResult, type AnswerName } from './answers.ts';
import { marksOf, scaleThrough } from './expected-marks.ts';
import { decimal, percent } from './figures.ts';
import { drawn, drawnResult } from './drawn.ts';
import type { Shown, Stage } from './stage.ts';

/** Half a pixel, and what a browser rounds. */
const EXACT = 0.75;

/** That the figures are the answer's, and each mark where the scale puts it. */
export function drawnFigures(stage: () => Stage): void {
  it.each<[AnswerName, number]>([
    ['numbers', 12],
    ['sources', 6],
    ['rates', 2],
    ['baseline', 1],
  ])('the figures of the answer with their n: %s', async (name, entries) => {
    const shown = await stage().show();
    await drawn(shown, name);
    const rows = await rowsOf(shown, 0);
    const [metric] = answerOf(name).answer.metrics ?? [];
    const expected = (metric?.entries ?? []).map(({ source_type, n, mean, true_rate, ci95 }) => {
      const form = mean === undefined ? percent : decimal;
      const [low = NaN, high = NaN] = ci95 ?? [];
      return {
        name: source_type,
        n,
        value: form(mean ?? true_rate ?? NaN),
        range:
          mean === undefined ? `${percent(low).replace(' %', '')}–${percent(high)}` : `${low} to ${high}`,
      };
    });
    expect(expected).toHaveLength(entries);
    expect(
      rows.map(({ name, beside, value, range }) => ({
        name,
        n: Number(/^n (\d+)/.exec(beside)?.[1]),
        value,
        range,
      })),
    ).toEqual(expected);
  });

  it('differences with their intervals, verdicts and what they rest on', async () => {
    const shown = await stage().show();
    await drawn(shown, 'numbers');
    const rows = await rowsOf(shown, 1);
    expect(rows.slice(0, 3)).toEqual([
      { name: 'post-session', beside: 'from v3', value: '+0.02', range: '−0.21 to +0.24' },
      { name: 'manual', beside: 'from v3', value: '+0.08', range: '−0.22 to +0.37' },
      { name: 'simulation', beside: 'from v3', value: '+0.2', range: '+0.08 to +0.32' },
    ]);
    expect(await shown.frame.locator('.remark').allTextContents()).toEqual(
      expect.arrayContaining([
        'no clear change; 53 pairs, 15 up and 14 down',
        'up; n 262 and 297, 8 unit tests',
        'no clear change (clear alone, not among 9); n 37 and 38',
      ]),
    );
  });

  it.each<[AnswerName, number]>([
    ['numbers', 360],
    ['sources', 900],
    ['categories', 360],
    ['overview', 900],
  ])('marks and intervals where the axis says, %s at %i', async (name, width) => {
    const shown = await stage().show({ width });
    await drawn(shown, name);
    const placed = await shown.frame.locator('table.plot-table').evaluateAll((tables) =>
      tables.flatMap((table) => {
        const middle = (element: Element) => {
          const { left, width } = element.getBoundingClientRect();
          return left + width / 2;
        };
        const ticks = [...table.querySelectorAll('tfoot .tick')]
          .filter((tick) => tick.getBoundingClientRect().width > 0)
          .map((tick) => ({ value: Number(tick.getAttribute('data-value')), x: middle(tick) }));
        return [...table.querySelectorAll('.mark')].map((mark) => {
          const symbol = mark.querySelector('.symbol');
          const interval = mark.querySelector('.interval')?.getBoundingClientRect();
          return {
            ticks,
            x: symbol ? middle(symbol) : NaN,
            ends: interval ? [interval.left, interval.right] : [],
          };
        });
      }),
    );
    const expected = marksOf(answerOf(name).answer.metrics ?? []);
    expect(expected.length).toBeGreaterThan(8);
    expect(placed).toHaveLength(expected.length);
    for (const [i, { ticks, x, ends }] of placed.entries()) {
      const mark = expected[i];
      if (!mark) throw new Error('More marks than figures.');
      const { value, interval } = mark;
      const at = scaleThrough(ticks.map((tick) => ({ value: tick.value, at: tick.x })));
      expect(Math.abs(x - at(value)), `${i}: ${value}`).toBeLessThan(EXACT);
      expect(ends, `${i}: ${value}`).toHaveLength(interval.length);
      for (const [side, end] of ends.entries()) {
        expect(Math.abs(end - at(interval[side] ?? NaN)), `${i}: ${interval.join()}`).toBeLessThan(EXACT);
      }
    }
  });

  it('the course over weeks where its axes say, with n under each point', async () => {
    const shown = await stage().show();
    await drawn(shown, 'rates');
    const { ticks, marks, counts } = await shown.frame.locator('.time-panel').evaluate((panel) => {
      const middle = (element: Element) => {
        const { top, height } = element.getBoundingClientRect();
        return top + height / 2;
      };
      const grid = [...panel.querySelectorAll('line.grid')].filter(
        (line) => line.getAttribute('y1') === line.getAttribute('y2'),
      );
      return {
        ticks: [...panel.querySelectorAll('.tick[data-value]')].map((tick, i) => ({
          value: Number(tick.getAttribute('data-value')),
          y: grid[i] ? middle(grid[i]) : NaN,
        })),
        marks: [...panel.querySelectorAll('.mark .symbol')].map(middle),
        counts: [...panel.querySelectorAll('.tick[text-anchor="middle"]')].map((text) => text.textContent),
      };
    });
    const at = scaleThrough(ticks.map((tick) => ({ value: tick.value, at: tick.y })));
    // Time runs to the right, so that the oldest version comes first.
    const entries = answerOf('rates').answer.metrics?.[0]?.entries?.toReversed() ?? [];
    const groups = entries.flatMap(({ groups = [] }) => groups);
    expect(marks).toHaveLength(groups.length);
    for (const [i, y] of marks.entries()) {
      const value = groups[i]?.true_rate ?? NaN;
      expect(Math.abs(y - at(value)), `${i}: ${value}`).toBeLessThan(EXACT);
    }
    expect(counts).toEqual(expect.arrayContaining(groups.map(({ n }) => String(n))));
    expect(await shown.frame.locator('.time-panel .hollow').count()).toBe(
      groups.filter(({ partial }) => partial).length,
    );
  });

  it('the distribution as bars that are as high as their share', async () => {
    const shown = await stage().show();
    await drawn(shown, 'numbers');
    const bars = await shown.frame
      .locator('.bars')
      .evaluateAll((rows) =>
        rows.map((row) => [...row.querySelectorAll('rect')].map((bar) => Number(bar.getAttribute('height')))),
      );
    const entries = answerOf('numbers').answer.metrics?.[0]?.entries ?? [];
    const shares = entries.map(({ counts = [], n }) => counts.map((count) => count / n));
    const tallest = Math.max(...shares.flat());
    const heights = Math.max(...bars.flat());
    expect(bars.map((row) => row.map((height) => (height / heights).toFixed(6)))).toEqual(
      shares.map((row) => row.map((share) => (share / tallest).toFixed(6))),
    );
  });

  it('a course of many days within its scale, with a bar for each n and the far longest cut and named', async () => {
    const shown = await stage().show();
    const { answer } = answerOf('numbers');
    const [metric] = answer.metrics ?? [];
    const [entry] = metric?.entries ?? [];
    if (!metric || !entry) throw new Error('The answer has no entry.');
    const groups = Array.from({ length: 60 }, (_, day) => ({
      group: new Date(Date.UTC(2026, 8, 1 + day)).toISOString().slice(0, 10),
      n: day === 30 ? 59 : 6 + (day % 2),
      mean: 3 + (day % 5) / 10,
      ci95: [2, 4.5],
    }));
    await drawnResult(
      shown,
      { group_by: 'day' },
      toolResult({ ...answer, metrics: [{ ...metric, entries: [{ ...entry, groups }] }] }),
    );
    const panel = shown.frame.locator('.time-panel');
    expect(await panel.locator('.beyond').count()).toBe(0);
    const heights = await panel
      .locator('.bar')
      .evaluateAll((bars) => bars.map((bar) => Number(bar.getAttribute('height'))));
    const full = Math.max(...heights.filter((_, day) => day !== 30));
    expect(heights.filter((_, day) => day !== 30).map((height) => (7 * height) / full)).toEqual(
      groups.filter(({ n }) => n < 59).map(({ n }) => expect.closeTo(n, 6) as unknown),
    );
    expect(heights[30]).toBeGreaterThan(full);
    expect(await panel.locator('.gap').count()).toBe(1);
    const counts = await panel.locator('.tick[text-anchor="middle"]').allTextContents();
    expect(counts).toEqual(expect.arrayContaining(['7', '59']));
  });

  it('nothing where nothing could be compared: why, in words', async () => {
    const shown = await stage().show();
    const { question, answer } = answerOf('sources');
    const metrics = (answer.metrics ?? []).map((metric) => ({
      ...metric,
      entries: (metric.entries ?? []).map((entry, i) => ({
        ...entry,
        change: {
          from: 1,
          difference: null,
          ci95: null,
          verdict: 'not comparable' as const,
          reason: `reason ${i}`,
        },
      })),
    }));
    await drawnResult(shown, question, toolResult({ ...answer, metrics }));
    expect(await shown.frame.locator('figure').count()).toBe(1);
    const items = (await shown.frame.locator('li').allTextContents()).join();
    for (const i of metrics[0]?.entries.keys() ?? [])
      expect(items).toContain(`from v1: not comparable (reason ${i});`);
  });

  it('agreement with people as tables, and what they did not agree on', async () => {
    const shown = await stage().show();
    const { question, answer } = answerOf('sources');
    const agreement = {
      version: 2,
      source_type: 'manual',
      labelled: 40,
      found: 38,
      table: [
        { label: true, value: true, n: 18 },
        { label: false, value: false, n: 15 },
        { label: false, value: true, n: 5 },
      ],
      agreement: 0.868,
      kappa: 0.74,
      right_when_true: { n: 23, rate: 0.783, ci95: [0.581, 0.903] },
      right_when_false: { n: 15, rate: 1, ci95: [0.796, 1] },
      corrected_rate: null,
      disagreements: [{ conversation_id: 'a'.repeat(24), label: false, value: true, justification: 'So.' }],
    };
    const metrics = (answer.metrics ?? []).map((metric) => ({ ...metric, agreement }));
    await drawnResult(shown, question, toolResult({ ...answer, metrics }));
    const figure = shown.frame.locator('figure', { hasText: 'Agreement with people, v2 manual' });
    expect(
      await figure
        .locator('tr')
        .evaluateAll((rows) =>
          rows.map((row) => [...row.children].map(({ textContent }) => textContent).join('\t')),
        ),
    ).toEqual([
      'label\tjudged true\tjudged false',
      'true\t18\t0',
      'false\t5\t15',
      'figure\tvalue\tn\t95 % interval',
      'labelled\t40\t\t',
      'found\t38\t\t',
      'agreement\t86.8 %\t\t',
      'kappa\t0.74\t\t',
      'right when true\t78.3 %\t23\t58.1–90.3 %',
      'right when false\t100 %\t15\t79.6–100 %',
      'corrected rate\tnone\t\t',
    ]);
    expect(await shown.frame.locator('li', { hasText: 'labelled' }).innerText()).toContain(
      `judged true, labelled false, conversation ${'a'.repeat(24)}`,
    );
  });

  it('one row a metric when there are many, with n beside each figure', async () => {
    const shown = await stage().show();
    await drawn(shown, 'overview');
    const { metrics = [] } = answerOf('overview').answer;
    const names = await shown.frame.locator('tbody .metric-name > bdi').allTextContents();
    expect(new Set(names)).toEqual(new Set(metrics.map(({ name }) => name)));
    const figures = await shown.frame.locator('.overview tbody .figure .value').count();
    const counts = await shown.frame.locator('.overview tbody .figure .beside').allTextContents();
    expect(counts).toHaveLength(figures);
    expect(counts.every((count) => /^n [\d,]+$/.test(count))).toBe(true);
  });

  it('coverage, notes, totals and what did not change in words', async () => {
    const shown = await stage().show();
    await drawn(shown, 'baseline');
    const text = await shown.frame.locator('section.notes').last().textContent();
    const { coverage, unchanged = [] } = answerOf('baseline').answer;
    expect(text).toContain('1,497 results, complete, 2026-11-01 to 2026-11-19, as of 2026-11-20 18:21 UTC');
    expect(text).toContain(coverage.note);
    expect(text).toContain('post-session 1,497 results of 133 units by 26 metrics, 135 not applicable');
    expect(unchanged.filter((name) => !text?.includes(name))).toEqual([]);
  });

  it('warnings beside the figures that they are about, and what is not complete', async () => {
    const shown = await stage().show();
    const { question, answer } = answerOf('sources');
    const [metric] = answer.metrics ?? [];
    const entries = (metric?.entries ?? []).map((entry, i) =>
      i === 1 ? { ...entry, warnings: [{ code: 'too_few' as const, message: 'Only 4 units.' }] } : entry,
    );
    await shown.toolInput(question);
    await shown.toolResult(
      toolResult({
        ...answer,
        coverage: { ...answer.coverage, complete: false },
        metrics: metric ? [{ ...metric, entries }] : [],
      }),
    );
    await expect
      .poll(() => shown.frame.locator('li').allTextContents())
      .toContain('v2 manual: too few – Only 4 units.');
    expect(await shown.frame.locator('strong').textContent()).toBe('not complete');
  });

  it('a table to copy, tab-separated, with the figures as the answer has them', async () => {
    const shown = await stage().show();
    await drawn(shown, 'sources');
    await shown.frame.getByRole('button', { name: 'Copy table: Share true, 95 % interval' }).click();
    await shown.frame.getByText('copied', { exact: true }).waitFor();
    const copied = await shown.page.evaluate(() => navigator.clipboard.readText());
    const lines = copied.split('\n').map((line) => line.split('\t'));
    expect(lines[0]).toEqual([
      'version',
      'source type',
      'n',
      'share true',
      '95 % low',
      '95 % high',
      'not applicable',
    ]);
    const entries = answerOf('sources').answer.metrics?.[0]?.entries ?? [];
    expect(lines.slice(1)).toEqual(
      entries.map(({ version, source_type, n, true_rate, ci95, not_applicable }) =>
        [version, source_type, n, true_rate, ...(ci95 ?? []), not_applicable].map(String),
      ),
    );
  });
}

interface RowText {
  readonly name: string | null | undefined;
  readonly beside: string;
  readonly value: string | null | undefined;
  readonly range: string | null | undefined;
}

/** What the rows of one dot plot say. */
function rowsOf({ frame }: Shown, picture: number): Promise<RowText[]> {
  return frame
    .locator('.plot-table')
    .nth(picture)
    .evaluate((table) =>
      [...table.querySelectorAll('tbody tr:not(.remark)')].map((row) => {
        const text = (selector: string) => row.querySelector(selector)?.textContent?.trim();
        return {
          name: text('.name'),
          beside: text('.beside') ?? '',
          value: text('.value'),
          range: text('.range'),
        };
      }),
    );
}
