import type { Coverage } from '../../answers/results/results-shape.ts';
import { iso } from '../../text/times.ts';
import { count, namesInWords, note } from '../../text/words.ts';
import { criterionInWords, type Criterion } from '../../results/figures/criterion.ts';
import type { ReadReport } from '../../results/reading/read.ts';
import type { Row } from '../../results/reading/row.ts';
import { cut } from '../../text/clean.ts';
import type { Question } from './question.ts';
import type { Source } from './source.ts';

const CRITERION_LENGTH = 200;

/** Keeps count of the rows that an answer rests on. */
export class Extent {
  read = 0;
  fromCache = 0;
  oldest: number | null = null;
  newest: number | null = null;

  add({ at }: Row, wasHere: boolean): void {
    this.read += 1;
    if (wasHere) this.fromCache += 1;
    if (at === null) return;
    if (this.oldest === null || at < this.oldest) this.oldest = at;
    if (this.newest === null || at > this.newest) this.newest = at;
  }
}

/**
 * What the answer rests on, and why it is not more.
 * @param token where to go on; null when there is nothing left
 * @param partial whether something is not in the answer
 */
export function coverageOf(
  { filters }: Question,
  source: Source,
  extent: Extent,
  report: ReadReport,
  token: string | null,
  partial: boolean,
  notes: readonly (string | null | false)[],
): Coverage {
  const { snapshot } = source;
  const { stopped } = report;
  return {
    read: extent.read,
    complete: !partial && !snapshot.cut,
    note: note(
      stopped && stopInWords(stopped, token !== null),
      !stopped &&
        token !== null &&
        'Stopped where it was told to (read_at_most or limit): continuation_token goes on.',
      snapshot.cut && 'Amigo’s list broke off: it says that there is more, without a way to it.',
      snapshot.repeated > 0 &&
        `${count(snapshot.repeated, 'result')} came twice and ${snapshot.repeated === 1 ? 'counts' : 'count'} once: Amigo’s list moved meanwhile.`,
      snapshot.unreadable > 0 && `${count(snapshot.unreadable, 'result')} could not be read.`,
      snapshot.outside > 0 &&
        `${count(snapshot.outside, 'result')} did not match the filters and ${snapshot.outside === 1 ? 'counts' : 'count'} nowhere.`,
      !report.kept && 'This is more than can be kept: nothing was, and the next question reads anew.',
      ...source.notes,
      ...notes,
    ),
    from: iso(filters.after),
    to: iso(filters.before),
    oldest: iso(extent.oldest),
    newest: iso(extent.newest),
    ...(token !== null && { continuation_token: token }),
    ...(stopped?.retryAfterSeconds !== undefined && { retry_after_seconds: stopped.retryAfterSeconds }),
    requests: report.requests,
    from_cache: extent.fromCache,
    unreadable: snapshot.unreadable,
    outside_filters: snapshot.outside,
    as_of: iso(snapshot.asOf),
  };
}

/** Of so many metrics something that says how to read their values is missing. */
export function unreadInWords(metrics: number): string | false {
  return (
    metrics > 0 &&
    `Names or definitions of ${count(metrics, 'metric')} could not be read: bounds and categories are not checked.`
  );
}

/** What passes, and of which metrics' values that does not speak. */
export function passingInWords(criterion: Criterion | null, without: readonly string[]): string | null {
  if (criterion === null) return null;
  const said = `Passing is ${cut(criterionInWords(criterion), CRITERION_LENGTH)}`;
  return without.length > 0 ? `${said}; not applied to ${namesInWords(without)}.` : `${said}.`;
}

function stopInWords({ code, retryAfterSeconds }: NonNullable<ReadReport['stopped']>, more: boolean): string {
  const how = more ? ': continuation_token goes on' : '';
  if (code === 'rate_limited')
    return `Stopped by Amigo’s limit of result requests${how}${retryAfterSeconds === undefined ? '' : ` in ${retryAfterSeconds} s`}.`;
  if (code === 'timeout') return `Stopped by the time that a call has${how}.`;
  return `A page failed (${code})${how}.`;
}
