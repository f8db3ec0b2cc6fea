import { BROKE_OFF } from '../../answers/page.ts';
import type { Coverage } from '../../answers/results/results-shape.ts';
import type { Extent } from '../../results/reading/extent.ts';
import type { ReadReport } from '../../results/reading/read.ts';
import type { Snapshot } from '../../results/reading/snapshot.ts';
import type { Source } from '../../results/reading/source.ts';
import { iso, isoMinute } from '../../text/times.ts';
import { count, note } from '../../text/words.ts';
import type { CallContext } from '../runner/context.ts';
import { DEFAULT_READ, MOST_READ } from './input.ts';
import type { Question } from './question.ts';

/** What was read for an answer. */
export interface Readings {
  /** The one that the figures or rows come from, then those beside it. */
  readonly sources: readonly Source[];
  readonly report: ReadReport;
  /** Whether `read_at_most` was reached. */
  readonly isAtLimit: boolean;
  readonly extent: Extent;
}

/** What the answer is, beside what was read for it. */
interface Answered {
  /** Where to go on; null when there is nothing left. */
  readonly token: string | null;
  readonly complete: boolean;
  /** Whether the time zone mattered. */
  readonly dated: boolean;
  readonly hasConversations: boolean;
  readonly notes: readonly (string | null | undefined | false)[];
}

/** What the answer rests on, and why it is not more; what says nothing is left out. */
export function coverageOf(
  { filters, timezone, read_at_most }: Question,
  { sources, report, isAtLimit, extent }: Readings,
  { token, complete, dated, hasConversations, notes }: Answered,
  call: CallContext,
): Coverage {
  const snapshots = sources.map(({ snapshot }) => snapshot);
  const sum = (of: (snapshot: Snapshot) => number) =>
    snapshots.reduce((total, snapshot) => total + of(snapshot), 0);
  const unreadable = sum((each) => each.unreadable);
  const outside = sources.reduce((total, source) => total + source.outside, 0);
  const repeated = sum((each) => each.repeated);
  const { stopped, requests } = report;
  const wait = stopped?.retryAfterSeconds;
  const said = note(
    stopped && stopInWords(stopped, token !== null),
    !stopped && isAtLimit && !snapshots.every(({ ended }) => ended) && limitInWords(read_at_most),
    snapshots.some(({ cut }) => cut) && BROKE_OFF,
    repeated > 0 &&
      `${count(repeated, 'result')} came twice and ${repeated === 1 ? 'counts' : 'count'} once: Amigo’s list moved meanwhile.`,
    unreadable > 0 && `${count(unreadable, 'result')} could not be read.`,
    outside > 0 &&
      `${count(outside, 'result')} did not match the filters and ${outside === 1 ? 'counts' : 'count'} nowhere.`,
    !report.kept && 'This is more than can be kept: nothing was, and the next question reads anew.',
    sources.some(({ snapshot }) => snapshot.stale) &&
      'An evaluation that was made since is not in here: ask anew to see it.',
    ...notes,
  );
  return {
    read: extent.read,
    complete,
    ...(said !== null && { note: said }),
    ...(filters.after !== null && { from: iso(filters.after) }),
    ...(filters.before !== null && { to: iso(filters.before) }),
    ...(extent.oldest !== null && { oldest: isoMinute(extent.oldest) }),
    ...(extent.newest !== null && { newest: isoMinute(extent.newest) }),
    as_of: iso(snapshots[0]?.asOf ?? 0),
    ...(dated && { timezone: timezone ?? call.timezone }),
    ...(hasConversations && call.conversationUrl !== null && { conversation_url: call.conversationUrl }),
    ...(token !== null && { continuation_token: token }),
    ...(wait !== undefined && { retry_after_seconds: wait }),
    ...(requests > 0 && { requests }),
    ...(extent.fromCache > 0 && { from_cache: extent.fromCache }),
    ...(unreadable > 0 && { unreadable }),
    ...(outside > 0 && { outside_filters: outside }),
  };
}

function limitInWords(read: number): string {
  const next = Math.min(MOST_READ, Math.max(2 * read, DEFAULT_READ));
  const how =
    read < next
      ? `read_at_most ${next} beside continuation_token reads on`
      : 'that is the most: ask for a shorter period or fewer metrics';
  return `Stopped at read_at_most ${read}: ${how}.`;
}

function stopInWords(
  { code, retryAfterSeconds, tooLarge }: NonNullable<ReadReport['stopped']>,
  more: boolean,
): string {
  if (tooLarge)
    return 'A page is larger than 8 MiB: ask for less at once, with narrower filters or a shorter period.';
  const how = more ? ': continuation_token goes on' : '';
  if (code === 'rate_limited') {
    const wait = retryAfterSeconds === undefined ? '' : ` in ${retryAfterSeconds} s`;
    const itself = more ? '; view coverage waits' : '';
    return `Stopped by Amigo’s limit of requests${how}${wait}${itself}.`;
  }
  if (code === 'timeout') return `Stopped by the time that a call has${how}.`;
  return `A page failed (${code})${how}.`;
}
