import { CallError } from '../../errors.ts';
import { isObject } from '../../json.ts';

/**
 * A continuation token carries the question that it came with, and an argument beside it may only repeat that question.
 * Lists are compared as sets; an argument that is absent contradicts nothing.
 * @throws {CallError} `invalid_input` that names the arguments that contradict the token
 */
export function refuseContradictions(
  input: Readonly<Record<string, unknown>>,
  question: Readonly<Record<string, unknown>>,
): void {
  const contradicting = Object.keys(input).filter(
    (name) => input[name] !== undefined && canonical(input[name]) !== canonical(question[name]),
  );
  if (contradicting.length === 0) return;
  const names = contradicting.join(', ');
  // A key may name two arguments that mean the same, as in `a and b`.
  const [verb, them] = /, | and /.test(names) ? ['contradict', 'them'] : ['contradicts', 'it'];
  throw new CallError(
    'invalid_input',
    `${names} ${verb} what continuation_token carries.`,
    `Leave ${them} out to go on, or leave continuation_token out to ask anew.`,
  );
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return JSON.stringify([...new Set(value.map(canonical))].sort());
  if (!isObject(value)) return JSON.stringify(value) ?? '';
  const fields = Object.entries(value).filter(([, field]) => field !== undefined);
  return JSON.stringify(fields.map(([key, field]) => `${JSON.stringify(key)}:${canonical(field)}`).sort());
}
