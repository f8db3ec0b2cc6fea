import { definePrompt } from './define-prompt.ts';
import { call, findStep, metricArgument, named, steps } from './numbered-steps.ts';

const isVersion = (text: string) => /^v?[1-9]\d{0,8}$/i.test(text);

export const compareVersions = definePrompt({
  name: 'compare_versions',
  title: 'Compare two versions of a metric',
  description: 'What a new version of a metric changed, in its wording and in its verdicts.',
  arguments: {
    metric: metricArgument,
    from: { description: 'Version number; the one before `to` when left out', fits: isVersion },
    to: { description: 'Version number; the latest when left out', fits: isVersion },
  },
  tools: ['search_metrics', 'get_metric_versions', 'get_metric_evaluation_results'],
  completions: {
    metric: (typed, _, suggestions) => suggestions.metricNames(typed),
    from: (typed, { metric }, suggestions) => suggestions.versionNumbers(metric, typed),
    to: (typed, { metric }, suggestions) => suggestions.versionNumbers(metric, typed),
  },

  message({ metric, from: fromTyped, to: toTyped }) {
    const [from, to] = [number(fromTyped), number(toTyped)];
    const newer = to === undefined ? 'the latest version' : `version ${to}`;
    const older = from === undefined ? 'the one before it' : `version ${from}`;
    const id = '<id from step 1>';
    const both = [`${id}-${from ?? '<from>'}`, `${id}-${to ?? '<to>'}`];
    return [
      `Compare ${newer} of the Amigo metric ${named(metric)} with ${older}.${from !== undefined && from === to ? ' These are the same: ask which other one is meant.' : ''}`,
      steps(
        findStep(metric),
        `Read both definitions: ${call('get_metric_versions', { metric_id: id, ...(from !== undefined && to !== undefined && { version: range(from, to) }) })}. Take the two numbers from the answer where none were given. Say in words what changed in the question, the unit, the edges and the values.`,
        `Read both sides in one call: ${call('get_metric_evaluation_results', { metric_id_and_version: both, examples: 3 })}. Each entry’s change holds the difference from the version before, paired where enough of the same conversations were judged by both.`,
        'If the value is to pass or fail, ask for the criterion (boolean {"expected_value": true}, a verb with a threshold, or expected_values) and repeat step 3 with it: the same filters cost no new reading.',
        `See which verdicts moved: ${call('get_metric_evaluation_results', { metric_id_and_version: both, view: 'rows', limit: 200 })}. Find conversations judged by both versions with different values, and read both justifications against the change of wording.`,
      ),
      'A good answer holds: the change of wording in a sentence; for each source the two figures with counts and intervals, the difference with its interval and the verdict as given; whether it is paired, on how many shared units; how the share of not applicable moved; three verdicts that moved, with ids and reasons; and whether the evidence is enough to prefer one (about thirty units on each side). Up is not better: a new version asks a new question, and unpaired figures are of other conversations.',
    ].join('\n\n');
  },
});

function number(typed: string | undefined): string | undefined {
  return typed?.replace(/^v/i, '');
}

function range(from: string, to: string): string {
  const [low, high] = [Number(from), Number(to)].sort((a, b) => a - b);
  return `${low}-${high}`;
}
