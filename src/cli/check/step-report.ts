export interface StepReport {
  readonly name: string;
  /** Null for a step that was skipped, because one that it needs failed. */
  readonly ok: boolean | null;
  readonly ms: number;
  /** What was found; the first line is enough, further ones tell more. */
  readonly detail: string;
  /** What to do about a failure. */
  readonly remedy?: string;
}

/** Steps as they ended, for programs. */
export function reportJson(steps: readonly StepReport[]): string {
  return JSON.stringify({ ok: steps.every(({ ok }) => ok === true), steps }, null, 2);
}

const MARKS = new Map([
  [true, 'ok  '],
  [false, 'FAIL'],
  [null, 'skip'],
]);
const INDENT = ' '.repeat(6);

/** One step for people, as soon as it has ended. */
export function stepText({ name, ok, ms, detail, remedy }: StepReport): string {
  const [first, ...further] = detail.split('\n');
  const time = ok === null ? '' : `${Math.round(ms)} ms`;
  return [
    `${MARKS.get(ok)}  ${name.padEnd(14)}${time.padStart(8)}  ${first}`,
    ...further.map((line) => `${INDENT}${line}`),
    ...(remedy === undefined ? [] : [`${INDENT}What to do: ${remedy}`]),
  ].join('\n');
}

/** The last line for people. */
export function verdict(steps: readonly StepReport[]): string {
  const failed = steps.filter(({ ok }) => ok === false).map(({ name }) => name);
  if (failed.length === 0) return 'All is well.';
  return `Not well: ${failed.join(', ')} failed.`;
}
