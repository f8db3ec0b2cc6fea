import type { MetricValue } from '../amigo/schema.ts';
import { cut } from '../text/clean.ts';
import { inline, quoted } from '../text/words.ts';

/** A metric's definition that is about to be made. */
interface ProposedMetric {
  readonly name?: string;
  readonly description: string;
  readonly metric_value: MetricValue;
  /** Metrics whose names are nearly this one's. */
  readonly similarNames?: readonly { readonly id: string; readonly name: string }[];
}

interface Advice {
  code: string;
  message: string;
}

/** Why a definition needs a second look, in one sentence that names the remedy; null when it does not. */
type Check = (metric: ProposedMetric) => string | null;

/** What would make the definition easier to judge by; none for a good one. It advises and never forbids. */
export function adviseMetric(metric: ProposedMetric): Advice[] {
  return RULES.flatMap(({ code, check }) => {
    const message = check(metric);
    return message === null ? [] : [{ code, message }];
  });
}

const SHORT = 40;
const NAMES_SHOWN = 3;

// The rules look for English words: those that do are skipped for a description in another language.
const ENGLISH = /\b(the|does|did|when|what|how|which|whether|and)\b/i;
const NOT_APPLICABLE =
  /\bnot applicable\b|\bn\/a\b|\binapplicable\b|\bappl(y|ies) only\b|\bonly appl(y|ies)\b|\b(not|n['’]t) apply\b|\bnot (be )?(judged|scored|rated|evaluated)\b|\bcan(not|['’]t) be (judged|scored|rated|evaluated)\b|\bskip\b/i;
const TRUE_OR_FALSE = /\b(true|false|yes|pass(es|ed)?|fail(s|ed)?|counts?)\b|\bno\s*[:=]/i;
const SELF_EXPLAINING_NUMBER =
  /\b(percent(age)?|how (many|often|long)|count|number of|share|fraction|proportion|grade|seconds|minutes)\b|%/i;
const LOW_END = /\b(lowest|lower|low|minimum|worst|bottom|least|poor|none|never|not at all)\b/i;
const HIGH_END = /\b(highest|higher|high|maximum|best|top|most|excellent|perfect|fully|always)\b/i;
const CATCH_ALL =
  /\b(others?|none|neither|unknown|unclear|mixed|neutral|else|misc\w*|unspecified|undetermined|n a)\b/;
const SAYS_WHAT_ELSE =
  /\b(none (of|fits)|nothing fits|otherwise|(any|every)thing else|closest|nearest|highest|lowest|exactly one|always one)\b/i;
const QUALIFIER =
  /^(not|no|non|never|without|very|partly|partially|mostly|somewhat|slightly|almost|fully|completely)$/;
/** `… and was the agent polite?`, `judge whether … and whether …`; not `… and does so within a minute?`. */
const ANOTHER_QUESTION =
  /\band also\b|\band whether\b|\band (is|are|was|were|do|does|did|has|have|had|can|could|should|would|will)\b(?! (not|no|so)\b)[^.!?]*\?/i;
const QUOTATION = /"[^"]*"|“[^“”]*”|‘[^‘’]*’/gu;

const RULES: readonly { code: string; check: Check }[] = [
  {
    // Two metrics that ask the same question split its results between them.
    code: 'similar_name',
    check: ({ similarNames = [] }) =>
      similarNames.length === 0
        ? null
        : `There already is ${some(similarNames.map(({ id, name }) => `${named(name)} (${id})`))}: if it asks the same, add a version to it with create_metric_version instead.`,
  },
  {
    // The description is all that the judge is told: what it leaves open, the judge decides anew each time.
    code: 'short_description',
    check: ({ name = '', description }) =>
      description.trim().length >= SHORT && folded(description) !== folded(name)
        ? null
        : 'The description is very short, or only repeats the name: state the question, the unit that is judged, what counts for each value and the edge cases.',
  },
  {
    // A judge that cannot say so answers false, or the lowest value, where the question does not apply.
    code: 'no_not_applicable',
    check: english(({ description }) =>
      NOT_APPLICABLE.test(description)
        ? null
        : 'The description does not say when the metric is not applicable: add a sentence such as "Not applicable when …".',
    ),
  },
  {
    // One value cannot answer two questions: a "no" would leave open which of them it answers.
    code: 'several_questions',
    check: english(({ description }) => {
      const own = description.replace(QUOTATION, '');
      return (own.match(/[?？]/gu) ?? []).length < 2 && !ANOTHER_QUESTION.test(own)
        ? null
        : 'The description asks several questions: make a metric of each, or ask one and turn the others into what counts.';
    }),
  },
  {
    // Whether a borderline case is true is the difference between two judges, and between two runs of one.
    code: 'unexplained_boolean',
    check: english(({ description, metric_value }) =>
      metric_value.type !== 'boolean' || TRUE_OR_FALSE.test(description)
        ? null
        : 'The description does not say what makes the answer true and what makes it false: add a sentence for each.',
    ),
  },
  {
    // Without anchors for its ends the same conversation is a 3 in one run and a 4 in the next.
    code: 'unexplained_bounds',
    check: english(({ description, metric_value }) => {
      if (metric_value.type !== 'numerical' || SELF_EXPLAINING_NUMBER.test(description)) return null;
      const { lower_bound: low, upper_bound: high } = metric_value;
      const numbers = anchors(description, low, high);
      const explainsLow = numbers.has(low) || LOW_END.test(description);
      const explainsHigh = numbers.has(high) || HIGH_END.test(description);
      return explainsLow && explainsHigh
        ? null
        : `The description does not say what the ends of the scale mean: add a line for ${low} and one for ${high}.`;
    }),
  },
  {
    // Judges read the bare name of a category differently.
    code: 'unexplained_categories',
    check: ({ description, metric_value }) => {
      const text = ` ${folded(description)} `;
      const missing = categoriesOf(metric_value).filter(
        (category) => !CATCH_ALL.test(folded(category)) && !text.includes(` ${folded(category)} `),
      );
      return missing.length === 0
        ? null
        : `The description does not say when to choose ${some(missing.map(named))}: add a line for each category.`;
    },
  },
  {
    // Where two categories fit, the judge's choice between them is chance.
    code: 'overlapping_categories',
    check: ({ metric_value }) => {
      const overlaps = overlapping(categoriesOf(metric_value));
      return overlaps.length === 0
        ? null
        : `The categories ${some(overlaps.map(([a, b]) => `${named(a)} and ${named(b)}`))} overlap: rename or merge them so that only one can fit.`;
    },
  },
  {
    // What fits nowhere is forced into some category, and spoils its share.
    code: 'no_other_category',
    check: english(({ description, metric_value }) => {
      const categories = categoriesOf(metric_value);
      return categories.length < 3 ||
        categories.some((category) => CATCH_ALL.test(folded(category))) ||
        SAYS_WHAT_ELSE.test(description)
        ? null
        : 'No category takes what fits none of them: add one such as "other", or say which one to choose otherwise.';
    }),
  },
];

function english(check: Check): Check {
  return (metric) => (ENGLISH.test(metric.description) ? check(metric) : null);
}

/** The numbers of a description; not those of the bare range itself, as in `from 1 to 5`: it explains nothing. */
function anchors(description: string, low: number, high: number): Set<number> {
  const found = [...description.matchAll(/(?<![\w.])[-−]?\d+(?:\.\d+)?/gu)].map((match) => ({
    value: Number(match[0].replace('−', '-')),
    start: match.index,
    end: match.index + match[0].length,
  }));
  const inRange = new Set<number>();
  found.forEach(({ value, end }, i) => {
    const next = found[i + 1];
    if (value !== low || next?.value !== high) return;
    if (/^\s*(to|and|through|-|–|—|\.\.)\s*$/i.test(description.slice(end, next.start))) {
      inRange.add(i).add(i + 1);
    }
  });
  return new Set(found.filter((_, i) => !inRange.has(i)).map(({ value }) => value));
}

function categoriesOf(value: MetricValue): readonly string[] {
  return value.type === 'categorical' ? value.categories : [];
}

/** Pairs that differ in letter case and punctuation only, or of which one is the other with words around it. */
function overlapping(categories: readonly string[]): [string, string][] {
  return categories.flatMap((a, i) =>
    categories
      .slice(i + 1)
      .flatMap((b): [string, string][] => (overlap(folded(a), folded(b)) ? [[a, b]] : [])),
  );
}

function overlap(a: string, b: string): boolean {
  const [shorter, longer] = a.length <= b.length ? [a, b] : [b, a];
  if (shorter === longer) return true;
  const [before, after] = ` ${longer} `.split(` ${shorter} `, 2);
  if (shorter === '' || before === undefined || after === undefined) return false;
  // `not resolved` and `very satisfied` are steps of one scale, next to `resolved` and `satisfied`.
  return !`${before} ${after}`.split(' ').some((word) => QUALIFIER.test(word));
}

/** Lower case, letters and digits only, one space between words. */
function folded(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{M}]+/gu, ' ')
    .trim();
}

function named(name: string): string {
  return quoted(cut(inline(name), 60));
}

function some(things: readonly string[]): string {
  const more = things.length - NAMES_SHOWN;
  return `${things.slice(0, NAMES_SHOWN).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
