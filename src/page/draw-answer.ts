import type { ResultsData } from '../answers/results/results-shape.ts';
import type { MetricFigures } from '../results/figures/shape.ts';
import { agreementTables } from './agreement-table.ts';
import { closingNotes, coverageLine, exampleList, warningList } from './answer-notes.ts';
import { changePlots, changesOfMany } from './change-plot.ts';
import { coursePlots } from './course-plot.ts';
import type { Drawing } from './drawing.ts';
import { html } from './elements.ts';
import { entriesWithoutValue, entryPlots } from './entry-plot.ts';
import { metricName, nameElement } from './figures-as-text.ts';
import { groupPlots } from './group-plot.ts';
import { histogramPlots } from './histogram-plot.ts';
import { MANY_METRICS, overviewPlots } from './overview-plot.ts';
import { sharePlots } from './shares-plot.ts';

/** Everything that the answer says, figures first, then what they rest on. */
export function drawAnswer(data: ResultsData, drawing: Drawing): HTMLElement[] {
  const { coverage, metrics = [], unchanged = [] } = data;
  const notes = html('section', { class: 'notes' }, coverageLine(coverage), ...closingNotes(data));
  if (metrics.length === 0) {
    const reason = unchanged.length > 0 ? 'nothing moved.' : 'no result answers this question.';
    return [html('p', { class: 'state' }, `No figures here: ${reason}`), notes];
  }
  const sections =
    metrics.length > MANY_METRICS
      ? overview(metrics, drawing)
      : metrics.map((metric) => metricSection(metric, drawing));
  return [...sections, notes];
}

function metricSection(metric: MetricFigures, drawing: Drawing): HTMLElement {
  return html(
    'section',
    { class: 'metric' },
    nameOf(metric),
    html(
      'div',
      { class: 'pictures' },
      ...coursePlots(metric, drawing),
      ...entryPlots(metric, drawing),
      ...sharePlots(metric, drawing),
      ...changePlots(metric),
      ...moreOf(metric, drawing),
    ),
  );
}

/** What an overview and a metric's own section have in common. */
function moreOf(metric: MetricFigures, drawing: Drawing): HTMLElement[] {
  return [
    ...groupPlots(metric, drawing),
    ...histogramPlots(metric),
    ...agreementTables(metric, drawing),
    entriesWithoutValue(metric),
    warningList(metric),
    exampleList(metric, drawing),
  ].filter((element) => element !== undefined);
}

function overview(metrics: readonly MetricFigures[], drawing: Drawing): HTMLElement[] {
  const more = metrics.flatMap((metric) => {
    const pictures = [...coursePlots(metric, drawing), ...moreOf(metric, drawing)];
    return pictures.length > 0 ? [html('section', {}, nameOf(metric), ...pictures)] : [];
  });
  return [
    html(
      'section',
      { class: 'metric' },
      html('h2', {}, `${metrics.length} metrics`),
      html('div', { class: 'pictures' }, ...overviewPlots(metrics, drawing), ...changesOfMany(metrics)),
    ),
    ...(more.length > 0 ? [html('section', { class: 'metric pictures' }, ...more)] : []),
  ];
}

function nameOf(metric: MetricFigures): HTMLElement {
  return html('h2', { dir: 'auto' }, nameElement(metricName(metric)));
}
