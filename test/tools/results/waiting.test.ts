import { expect, it } from 'vitest';
import { startSandbox } from '../../../src/sandbox/listen.ts';
import { createApp } from '../../support/client.ts';
import { onFastClock } from '../../support/clock.ts';

const TOOL = 'get_metric_evaluation_results';
/** More than three minutes' worth of pages. */
const PAGES = 27;
const PER_MINUTE = 7;

interface Told {
  readonly done: number;
  readonly message: string;
}

interface Covered {
  readonly read: number;
  readonly complete: boolean;
  readonly requests?: number;
  readonly retry_after_seconds?: number;
  readonly continuation_token?: string;
}

it('everything is read in a few calls that wait by themselves, and then questions about it cost nothing', async () => {
  await onFastClock(async () => {
    const ends: (() => Promise<void>)[] = [];
    const sandbox = await startSandbox({ seed: 7, today: '2026-11-20', limits: true, keepAlive: false });
    const { app } = createApp({ ...sandbox.environment }, { atEnd: (end) => void ends.push(end) });
    const told: Told[] = [];
    const ask = async (input: object) => {
      const answer = await app.tools.run(TOOL, input, {
        signal: new AbortController().signal,
        progress: (done, _, message) => void told.push({ done, message }),
      });
      if (!answer.structured) throw new Error(answer.text);
      return answer.structured as unknown as { coverage: Covered; totals?: unknown; metrics?: unknown };
    };

    const start = performance.now();
    const calls: Covered[] = [];
    let token: string | undefined;
    do {
      const { coverage, ...rest } = await ask({
        view: 'coverage',
        read_at_most: 100_000,
        ...(token !== undefined && { continuation_token: token }),
      });
      expect(Object.keys(rest)).toEqual(['totals']);
      calls.push(coverage);
      token = coverage.continuation_token;
    } while (token !== undefined);
    const minutes = (performance.now() - start) / 60_000;

    expect(calls.at(-1)).toMatchObject({ complete: true, read: 13_450 });
    expect(calls.length).toBeLessThanOrEqual(6);
    expect(calls.reduce((sum, { requests = 0 }) => sum + requests, 0)).toBe(PAGES);
    expect(minutes).toBeLessThanOrEqual((Math.ceil(PAGES / PER_MINUTE) - 1) * 1.1);
    expect(
      told.some(({ message }) => /^\d+ results read, waiting \d+ s for Amigo’s limit/.test(message)),
    ).toBe(true);

    for (const metric_id of [
      'Empathy score',
      'Call outcome',
      'Task completion',
      'Escalation level',
      'Caller frustration',
    ]) {
      const { coverage } = await ask({ metric_id });
      expect(coverage).toMatchObject({ complete: true });
      expect(coverage.requests).toBeUndefined();
    }
    for (const end of ends) await end();
    await sandbox.close();
  });
});
