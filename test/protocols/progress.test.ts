import { describe, expect, it } from 'vitest';
import { openSession } from '../support/session.ts';

// Long work as a host sees it: what comes between its request and the answer.

interface Heard {
  readonly id?: number;
  readonly method?: string;
  readonly params?: { readonly progressToken: unknown; readonly progress: number; readonly message?: string };
}

async function hear(name: string, given: object, progressToken?: string): Promise<Heard[]> {
  const session = await openSession(['serve', '--sandbox']);
  const meta = progressToken === undefined ? {} : { _meta: { progressToken } };
  session.request(1, 'tools/call', { name, arguments: given, ...meta });
  await session.answer(1);
  // Whatever would come after the answer comes before that of a later request, or by the end.
  session.request(2, 'ping');
  await session.answer(2);
  session.child.stdin.end();
  await session.ended;
  return session.lines.map((line): Heard => JSON.parse(line));
}

const READING = { read_at_most: 2_500 };

describe('while pages of results are read', () => {
  it('progress rises, names its token, and ends before the answer', async () => {
    const frames = await hear('get_metric_evaluation_results', READING, 'token-7');
    const told = frames.filter(({ method }) => method === 'notifications/progress');
    const values = told.map(({ params }) => params?.progress ?? -1);
    expect(values.length).toBeGreaterThan(1);
    expect(values).toEqual([...new Set(values)].sort((one, other) => one - other));
    expect(new Set(told.map(({ params }) => params?.progressToken))).toEqual(new Set(['token-7']));
    expect(told.every(({ params }) => params?.message)).toBe(true);
    const answered = frames.findIndex(({ id }) => id === 1);
    expect(frames.findLastIndex(({ method }) => method === 'notifications/progress')).toBeLessThan(answered);
  });

  it('nothing is told to a host that did not ask', async () => {
    const frames = await hear('get_metric_evaluation_results', READING);
    expect(frames.filter(({ method }) => method !== undefined)).toEqual([]);
  });
});
