import { HttpError } from '../errors.ts';
import type { Operation } from './types.ts';

/**
 * The operation's path with its values, each of them exactly one segment.
 * @throws {HttpError} `rejected` for a value that would be no segment or another path: empty, a dot segment,
 * or with a slash in it, plain or encoded.
 */
export function expandPath(operation: Operation, values: Readonly<Record<string, string>>): string {
  return operation.path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const segment = segmentOf(values[name] ?? '');
    if (segment !== undefined) return segment;
    throw new HttpError(`The value of ${name} cannot be part of a path.`, {
      code: 'rejected',
      operation: operation.id,
      executed: 'no',
    });
  });
}

function segmentOf(value: string): string | undefined {
  // A server may decode once more than it should.
  const decoded = value.replace(/%2e/gi, '.').replace(/%(?:2f|5c)/gi, '/');
  if (/^\.{0,2}$/.test(decoded) || /[/\\]/.test(decoded) || /\p{Cs}/u.test(value)) return undefined;
  return encodeURIComponent(value);
}
