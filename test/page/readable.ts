import { AxeBuilder } from '@axe-core/playwright';
import { expect, it } from 'vitest';
import { MANY_METRICS } from '../../src/page/overview-plot.ts';
import type { EntryFigures, MetricFigures } from '../../src/results/figures/shape.ts';
import { answerOf, toolResult, type AnswerName } from './answers.ts';
import { drawn, drawnResult } from './drawn.ts';
import type { Shown, Stage } from './stage.ts';

const ANSWERS: readonly AnswerName[] = ['numbers', 'rates', 'categories', 'overview', 'baseline', 'sources'];

/** That everybody can read it: by screen reader and keyboard, in both themes, in a narrow frame. */
export function readablePage(stage: () => Stage): void {
  it.each([
    ['a summary with every picture', 'light', []],
    // In the other theme only colours differ.
    ['a summary with every picture', 'dark', ['color-contrast']],
    ['an overview', 'light', []],
  ] as const)(
    'has no serious fault of accessibility: %s, %s',
    async (what, theme, rules) => {
      const shown = await stage().show({ context: { theme } });
      const names: readonly AnswerName[] =
        what === 'an overview' ? ['overview'] : ['numbers', 'rates', 'categories', 'baseline'];
      await drawnMetrics(shown, eachKindOnce(metricsOf(names)));
      for (const summary of await shown.frame.locator('summary').all()) await summary.click();
      const axe = new AxeBuilder({ page: shown.page });
      if (rules.length > 0) axe.withRules([...rules]);
      const { violations, inFrame } = await analysed(axe);
      expect(inFrame.length).toBeGreaterThan(100);
      const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
      expect(serious.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
    },
    60_000,
  );

  it.each([['numbers', 'rates', 'categories', 'baseline', 'sources'], ['overview']] as const)(
    'fits a frame of 360 pixels without scrolling in it: %s …',
    async (...names) => {
      const shown = await stage().show({ width: 360 });
      await drawnTogether(shown, names);
      for (const summary of await shown.frame.locator('summary').all()) await summary.click();
      const outside = await shown.frame.locator('main').evaluate((main) =>
        [...main.querySelectorAll('*')]
          .filter((element) => {
            const { left, right, width } = element.getBoundingClientRect();
            const scrolls =
              getComputedStyle(element).overflowX === 'auto' ||
              getComputedStyle(element).overflowX === 'scroll';
            return width > 1 && (left < -1 || right > 361 || scrolls);
          })
          .map((element) => element.outerHTML.slice(0, 120)),
      );
      expect(outside).toEqual([]);
    },
  );

  it.each([360, 620, 900])('draws no label of an axis over another, %i wide', async (width) => {
    const shown = await stage().show({ width });
    await drawnTogether(shown, ['numbers', 'rates', 'categories', 'sources']);
    const overlaps = await shown.frame.locator('main').evaluate((main) => {
      const rows = [...main.querySelectorAll('.axis .strip, .bars, .time-panel')];
      return rows.flatMap((row) => {
        const boxes = [...row.querySelectorAll('text')]
          .map((text) => ({ text: text.textContent, box: text.getBoundingClientRect() }))
          .filter(({ box }) => box.width > 0);
        return boxes.flatMap((one, i) =>
          boxes
            .slice(i + 1)
            .filter(
              ({ box }) =>
                box.left < one.box.right &&
                one.box.left < box.right &&
                box.top < one.box.bottom &&
                one.box.top < box.bottom,
            )
            .map(({ text }) => `${one.text} ${text}`),
        );
      });
    });
    expect(overlaps).toEqual([]);
  });

  it('is reached by keyboard, with a mark that shows where one is', async () => {
    const shown = await stage().show();
    await drawn(shown, 'rates');
    await shown.frame.locator('body').press('Tab');
    const focused = () =>
      shown.frame.locator('body').evaluate(() => {
        const { activeElement: element } = document;
        return (
          element && [
            element.textContent,
            element.matches(':focus-visible') && getComputedStyle(element).outlineStyle,
          ]
        );
      });
    const reached: unknown[] = [];
    for (let presses = 0; presses < 8; presses += 1) {
      reached.push(await focused());
      await shown.page.keyboard.press('Tab');
    }
    for (const text of ['Copy table', 'post-session', 'Table'])
      expect(reached).toContainEqual([text, 'solid']);
  });

  it('has the figures of each picture in a table', async () => {
    const shown = await stage().show();
    for (const name of ANSWERS) {
      await drawn(shown, name);
      const figures = await shown.frame
        .locator('figure')
        .evaluateAll((all) => all.map((figure) => figure.querySelectorAll('table').length));
      expect(figures.length).toBeGreaterThan(0);
      expect(figures.filter((tables) => tables === 0)).toEqual([]);
    }
  });
}

/** The check gives a frame one second to take it in, and passes over one that a busy machine keeps from it. */
async function analysed(axe: AxeBuilder) {
  for (let triesLeft = 4; ; triesLeft -= 1) {
    const { violations, passes } = await axe.analyze();
    const inFrame = passes
      .flatMap(({ nodes }) => nodes)
      .filter(({ target }) => target[0] === 'iframe' && target.length === 2);
    if (inFrame.length > 0 || triesLeft === 0) return { violations, inFrame };
  }
}

const metricsOf = (names: readonly AnswerName[]) =>
  names.flatMap((name) => answerOf(name).answer.metrics ?? []);

/** Metrics and entries that are drawn alike but once: what the check takes grows with what is on the page. */
function eachKindOnce(metrics: readonly MetricFigures[]): MetricFigures[] {
  const kindOf = ({ source_type, ...figures }: EntryFigures) => [source_type, ...Object.keys(figures)].join();
  const kindOfMetric = ({ type, entries = [] }: MetricFigures) => [type, ...entries.map(kindOf)].join();
  const kinds = firstOfEach(metrics, kindOfMetric);
  // Fewer would be no overview.
  const more = metrics
    .filter((metric) => !kinds.includes(metric))
    .slice(0, Math.max(0, MANY_METRICS + 1 - kinds.length));
  return [...kinds, ...more].map(({ entries = [], ...metric }) => ({
    ...metric,
    entries: firstOfEach(entries, kindOf),
  }));
}

function firstOfEach<T>(all: readonly T[], kindOf: (item: T) => string): T[] {
  const kinds = all.map(kindOf);
  return all.filter((_, place) => kinds.indexOf(kinds[place] ?? '') === place);
}

/** The metrics of these answers in one. */
async function drawnTogether(shown: Shown, names: readonly AnswerName[]): Promise<void> {
  await drawnMetrics(shown, metricsOf(names));
}

async function drawnMetrics(shown: Shown, metrics: MetricFigures[]): Promise<void> {
  await drawnResult(shown, {}, toolResult({ ...answerOf('numbers').answer, metrics }));
}
