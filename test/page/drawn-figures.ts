import { expect, it } from 'vitest';
import { answerOf, toolResult, type AnswerName } from './answers.ts';
import { marksOf, scaleThrough } from './expected-marks.ts';
import { decimal, percent } from './figures.ts';
import { drawn } from './drawn.ts';
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
