import type { ToolOutput } from '../../answers/render.ts';
import type { ResultsData } from '../../answers/results/results-shape.ts';
import { countDown } from '../../deadline.ts';
import { COUNTS_ONLY } from '../../results/figures/aggregate.ts';
import { totalsOf } from '../../results/figures/totals.ts';
import { inSlices } from '../../slices.ts';
import type { CallContext } from '../runner/context.ts';
import { Counting } from './counting.ts';
import { coverageOf } from './coverage.ts';
import type { Input } from './input.ts';
import { needsTimezone } from './period.ts';
import { tokenOf, type Progress, type Question } from './question.ts';
import { Reading } from './question-reading.ts';

/** Left of a call's time when the waiting ends. */
const LEFT_MS = 5_000;
const HEARTBEAT_MS = 5_000;

/** What is done meanwhile, behind what was read so far. */
export function waitingInWords(seconds: number): string {
  return `, waiting ${seconds} s for Amigo’s limit of result requests`;
}

/** Reads on as far as the call's time goes, waiting for the quota where it must, and says only how far that was. */
export async function waitedCoverage(
  question: Question,
  from: Progress,
  given: Input,
  call: CallContext,
): Promise<ToolOutput<ResultsData>> {
  const counting = new Counting(COUNTS_ONLY, question.where === null);
  const start = performance.now();
  /** Told values rise: so they are seconds, here as while waiting. */
  const report = (what: string) =>
    call.progress(
      Math.round(performance.now() - start) / 1_000,
      undefined,
      `${counting.extent.read} results read${what}`,
    );
  const reading = new Reading(question, from, given.refresh ?? false, patient(call, report));
  const found = await reading.read({
    main: (source) => counting.takerOf(source),
    progress: () => report(''),
  });
  counting.keep(found.main);
  const { aggregate, extent } = counting;

  // Rows go on behind the last one that was shown, however much has been read.
  const goesOn =
    question.view === 'rows' ? given.continuation_token : found.next && tokenOf(question, found.next);
  const token = found.next === null ? null : (goesOn ?? null);
  const totals = await inSlices(totalsOf(aggregate));
  const coverage = coverageOf(
    question,
    { ...found, isAtLimit: reading.isAtLimit, extent },
    {
      token,
      complete: found.complete,
      dated: needsTimezone(given),
      hasConversations: false,
      notes: [found.complete && 'For ten minutes questions about these results read nothing.'],
    },
    call,
  );
  return { data: { coverage, ...(totals.length > 0 && { totals }) } };
}

/** The same call, with the patience to wait for the quota. */
function patient(call: CallContext, report: (what: string) => void): CallContext {
  const { deadline } = call.reads;
  const until = Math.max(call.pages.startBy, deadline - LEFT_MS);
  return {
    ...call,
    pages: { ...call.pages, startBy: until },
    async waitForQuota(waitMs) {
      const end = Math.min(until, performance.now() + waitMs);
      await countDown({ signal: call.signal, deadline: end }, HEARTBEAT_MS, (seconds) =>
        report(waitingInWords(seconds)),
      );
      return !call.signal.aborted && performance.now() < until;
    },
  };
}
