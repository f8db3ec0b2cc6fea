import { minute } from '../../text/times.ts';
import { count } from '../../text/words.ts';
import type { Coverage } from './results-shape.ts';

/**
 * What an answer rests on, in a line, and its note in another.
 * @param rest what is said of an answer that is not complete
 */
export function coverageInWords(coverage: Coverage, rest = 'NOT complete'): string {
  const { read, complete, from, to, oldest, newest, as_of, note } = coverage;
  const asked =
    from || to
      ? ` Asked for ${from ? `from ${minute(from)}` : 'everything'}${to ? ` to ${minute(to)}` : ' on'}.`
      : '';
  const span = oldest && newest ? `, ${oldest.slice(0, 10)} to ${newest.slice(0, 10)}` : '';
  return [
    `Coverage: ${count(read, 'result')}, ${complete ? 'complete' : rest}${span}, as of ${minute(as_of)} (UTC).${asked}`,
    ...(note === undefined ? [] : [`Note: ${note}`]),
  ].join('\n');
}

export function tokenInWords({ continuation_token }: Coverage): string[] {
  return continuation_token ? [`continuation_token: ${continuation_token}`] : [];
}
