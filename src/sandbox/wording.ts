import type { MetricValue, MetricVersion } from './model.ts';

/** Share of wrong verdicts by how many of four things a description says. */
const ERROR_RATES = [0.4, 0.28, 0.18, 0.1, 0.04];

/**
 * The share of wrong verdicts under a version that was made in the sandbox, 0.04 to 0.4. Known by rule: a description
 * errs the less, the more of these it says, in English: which part of the conversation is judged, what each value
 * stands for, what of the edge cases, and when it is not applicable.
 */
export function errorRate({
  description,
  metric_value,
}: Pick<MetricVersion, 'description' | 'metric_value'>): number {
  const says = [
    /\bjudge (?!whether)|\bwhole conversation\b|\bturns?\b/i.test(description),
    namesEachValue(description, metric_value),
    /\bcounts?\b|\balone\b|\balso when\b|\beven (?:if|when)\b|\bunless\b/i.test(description),
    /\bnot applicable\b/i.test(description),
  ];
  return ERROR_RATES[says.filter(Boolean).length] ?? 0;
}

/** Each value, or of a scale both ends, stands in the text as words of its own. */
function namesEachValue(description: string, value: MetricValue): boolean {
  const text = inWords(description);
  return wordsOf(value).every((word) => text.includes(inWords(word)));
}

function wordsOf(value: MetricValue): readonly string[] {
  if (value.type === 'boolean') return ['true', 'false'];
  return value.type === 'categorical'
    ? value.categories
    : [String(value.lower_bound), String(value.upper_bound)];
}

function inWords(text: string): string {
  return ` ${text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()} `;
}
