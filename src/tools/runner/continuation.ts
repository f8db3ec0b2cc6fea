import { CallError } from '../../errors.ts';

/**
 * A continuation token carries the question that it came with, and an argument beside it may only repeat it.
 * Lists are compared as sets; an argument that is absent says nothing.
 * @throws {CallError} `invalid_input` that names what contradicts
 */
export function refuseContradictions(
  given: Readonly<Record<string, unknown>>,
  carried: Readonly<Record<string, unknown>>,
): void {
  const names = Object.keys(given).filter(
    (name) => given[name] !== undefined && canonical(given[name]) !== canonical(carried[name]),
  );
  if (names.length === 0) return;
  const said = names.join(', ');
  // One name may stand for two arguments that mean the same.
  const [verb, them] = /, | and /.test(said) ? ['contradict', 'them'] : ['contradicts', 'it'];
  throw new CallError(
    'invalid_input',
    `${said} ${verb} what continuation_token carries.`,
    `Leave ${them} out to go on, or leave continuation_token out to ask anew.`,
  );
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return JSON.stringify([...new Set(value.map(canonical))].sort());
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? '';
  const entries = Object.entries(value).filter(([, each]) => each !== undefined);
  return JSON.stringify(entries.map(([key, each]) => `${JSON.stringify(key)}:${canonical(each)}`).sort());
}
