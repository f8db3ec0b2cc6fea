import { criterionInWords } from '../../results/figures/criterion.ts';
import type { Definitions } from '../../results/figures/definitions.ts';
import type { Summary } from '../../results/figures/summarise.ts';
import { cut } from '../../text/clean.ts';
import { count, namesInWords } from '../../text/words.ts';
import type { Question } from './question.ts';

const CRITERION_LENGTH = 200;

type Sentence = string | false | null;

/** Of so many metrics something that says how to read their values is missing. */
export function unreadInWords(metrics: number): Sentence {
  return (
    metrics > 0 &&
    `Names or definitions of ${count(metrics, 'metric')} could not be read: bounds and categories are not checked.`
  );
}

/** What passes, and of which metrics' values that does not speak. */
export function passingInWords({ criterion }: Question, without: readonly string[]): Sentence {
  if (criterion === null) return null;
  const said = `Passing is ${cut(criterionInWords(criterion), CRITERION_LENGTH)}`;
  return without.length > 0 ? `${said}; not applied to ${namesInWords(without)}.` : `${said}.`;
}

export function outsideInWords(isOutside: boolean): Sentence {
  return isOutside && 'Where the criterion lies outside what a version can answer, nothing passes or fails.';
}

/** What a reader of a summary must know beside its figures. */
export function summaryNotes(
  { tests, short, drawn, unchanged }: Summary,
  question: Question,
  definitions: Definitions,
): Sentence[] {
  const { criterion, only, compare } = question;
  const without = drawn
    .filter(({ metric }) => criterion !== null && metric.type !== criterion.type)
    .map(({ metric }) => metric.name ?? metric.metricId);
  const empty = Math.max(0, ...drawn.map(({ course }) => course?.empty ?? 0));
  return [
    unreadInWords(definitions.unread.length),
    passingInWords(question, [...new Set(without)]),
    // Where nothing of it is asked for, the entries’ warnings say it.
    outsideInWords(
      (short > 0 || only === 'passing' || only === 'failing') &&
        drawn.some(({ subject }) => subject.measure.criterionOutside),
    ),
    tests > 1 && `Verdicts are adjusted over ${tests} tests (Holm).`,
    versionsInWords(drawn),
    short > 0 &&
      `${count(short, 'entry', 'entries')} in short${compare === 'versions' ? '' : ', without a clear difference'}: ask with metric_id for intervals, counts and older versions.`,
    unchanged.length > 0 && 'Only what moved is shown.',
    empty > 0 && `${count(empty, 'period')} without results ${empty === 1 ? 'is' : 'are'} left out.`,
    drawn.some(({ course }) => course?.unfinished) && 'The last period is not over.',
    drawn.some(({ subject }) => subject.categories.alike) &&
      'Categories that look the same are told apart by a number.',
  ];
}

/** What else changes with a version, where that is in a difference. */
function versionsInWords(drawn: Summary['drawn']): Sentence {
  const unpaired = drawn.some(
    ({ sides }) => sides && typeof sides.from === 'number' && !sides.comparison.paired && !sides.reason,
  );
  if (!unpaired) return false;
  const metrics = new Set(drawn.map(({ metric }) => metric));
  const spans = metrics.size === 1 ? ` (${spansInWords(drawn)})` : '';
  return `Versions follow each other in time${spans}: what else changed meanwhile is in every unpaired difference.`;
}

function spansInWords(drawn: Summary['drawn']): string {
  const spans = new Map<number, { from: number; to: number }>();
  for (const { subject } of drawn) {
    const { version, oldest, newest } = subject.entry;
    if (oldest === null || newest === null) continue;
    const known = spans.get(version) ?? { from: oldest, to: newest };
    spans.set(version, { from: Math.min(known.from, oldest), to: Math.max(known.to, newest) });
  }
  const day = (at: number) => new Date(at).toISOString().slice(0, 10);
  const until = (from: number, to: number) =>
    day(to).slice(0, 4) === day(from).slice(0, 4) ? day(to).slice(5) : day(to);
  return [...spans]
    .sort(([first], [second]) => first - second)
    .map(([version, { from, to }]) => `v${version} ${day(from)} to ${until(from, to)}`)
    .join(', ');
}
