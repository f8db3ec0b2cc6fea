import { waitFor } from '../../deadline.ts';
import { CallError, HttpError, placeOf } from '../../errors.ts';
import { allows, type Access } from '../../config/access.ts';
import { failureOf, failureText } from '../../answers/failure.ts';
import type { NextCall, Rendered } from '../../answers/render.ts';
import { CallTime } from './call-time.ts';
import { askPerson, type Ask } from './confirm.ts';
import { openCall, type AppContext, type CallContext, type Progress } from './context.ts';
import type { AnyTool } from './define-tool.ts';

export interface ToolAnswer {
  readonly text: string;
  /** Absent when the call failed. */
  readonly structured?: Rendered['structured'];
  readonly isError: boolean;
}

/** Whoever waits for an answer. */
interface Caller {
  /** Aborted when the caller cancels. */
  readonly signal: AbortSignal;
  /** Present only when the caller asked for progress. */
  readonly progress?: Progress | undefined;
  /** Present only when there is a person who can be asked. */
  readonly ask?: Ask | undefined;
}

export interface ToolSettings {
  readonly access: Access;
  /** Hard deadline of one call. */
  readonly callTimeoutMs: number;
  readonly hideJustifications: boolean;
  readonly askPerson: boolean;
  /** IANA name; null for the machine's own. */
  readonly timezone: string | null;
  readonly conversationUrl: string | null;
}

export interface Tools {
  /** Those that the access setting lists, in reading order. */
  readonly listed: readonly AnyTool[];
  /** Whether there is such a tool, listed or not. */
  has(name: string): boolean;
  /** Answers a call, whatever happens; never throws. */
  run(name: string, input: unknown, caller: Caller): Promise<ToolAnswer>;
}

/** How long a call that was cancelled may take to say what it did. */
const ENDING_MS = 250;

/**
 * The corridor that every call takes, from MCP and from the command line alike: check, parse, run, answer. Whoever
 * hands the answers on takes the secrets out of them.
 */
export function createTools(all: readonly AnyTool[], context: AppContext, settings: ToolSettings): Tools {
  const listed = all.filter((tool) => allows(settings.access, tool.access));
  const surroundings = {
    sandbox: context.connection.sandbox,
    // Ids that Amigo sent may be none.
    accepts(call: NextCall) {
      const tool = listed.find(({ name }) => name === call.tool);
      return tool !== undefined && 'run' in tool.parse(call.arguments);
    },
  };

  async function answer(tool: AnyTool, input: unknown, caller: Caller): Promise<ToolAnswer> {
    if (!listed.includes(tool)) throw notAllowed(tool, settings.access);
    const parsed = tool.parse(input ?? {});
    if ('problems' in parsed) throw wrongArguments(tool, parsed.problems);

    const time = new CallTime(settings.callTimeoutMs, caller.signal);
    const progress = openProgress(caller.progress);
    const ask = settings.askPerson ? caller.ask : undefined;
    const open = (): CallContext => {
      const call = openCall(context, time.deadline, {
        progress: progress.report,
        wantsProgress: caller.progress !== undefined,
        hidesJustifications: settings.hideJustifications,
        timezone: settings.timezone,
        conversationUrl: settings.conversationUrl,
        async confirm(question) {
          if (!ask) return call;
          time.pause();
          await askPerson(ask, question, { signal: caller.signal, progress: progress.report });
          time.restart();
          return open();
        },
      });
      return call;
    };
    try {
      const run = parsed.run(open(), surroundings);
      const rendered = await answered(run, time, caller.signal, () => late(tool, settings.callTimeoutMs));
      return { ...rendered, isError: false };
    } finally {
      progress.close();
      time.end();
    }
  }

  function failed(name: string, tool: AnyTool | undefined, error: unknown): ToolAnswer {
    const failure = failureOf(error, tool !== undefined && tool.access !== 'read');
    if (failure.code === 'internal')
      context.log.error('a call failed from within', { tool: name, at: placeOf(error) });
    else context.log.debug('a call failed', { tool: name, code: failure.code });
    return { text: failureText(failure), isError: true };
  }

  return {
    listed,
    has: (name) => all.some((tool) => tool.name === name),
    async run(name, input, caller) {
      const tool = all.find((candidate) => candidate.name === name);
      try {
        if (!tool)
          throw new CallError(
            'invalid_input',
            `There is no tool ${JSON.stringify(name)}.`,
            'List the tools.',
          );
        return await answer(tool, input, caller);
      } catch (error) {
        return failed(name, tool, error);
      }
    },
  };
}

/**
 * The run's result, or an end at the hard deadline, or one soon after the caller cancels.
 * @param atDeadline what the call ends with at the hard deadline
 */
async function answered<T>(
  run: Promise<T>,
  time: CallTime,
  signal: AbortSignal,
  atDeadline: () => CallError,
): Promise<T> {
  const state = { settled: false };
  const settle = () => {
    state.settled = true;
  };
  const over = run.then(settle, settle);
  let ending: Awaited<ReturnType<typeof waitFor>>;
  do ending = await waitFor(Promise.race([over, time.changed]), { signal, deadline: time.at });
  while (ending === 'settled' && !state.settled);
  // What is under way ends by itself now, and then says whether a write was sent.
  if (ending === 'cancelled') ending = await waitFor(run, { deadline: performance.now() + ENDING_MS });
  if (ending !== 'settled') throw signal.aborted ? cancellation() : atDeadline();
  try {
    return await run;
  } catch (error) {
    const explained = error instanceof HttpError || error instanceof CallError;
    throw signal.aborted && !explained ? cancellation() : error;
  }
}

/** A write gives up earlier by itself, and says what became of it; one that could not may have been carried out. */
function late({ access }: AnyTool, timeoutMs: number): CallError {
  const what = `The call did not end within its ${Math.round(timeoutMs / 1000)} seconds`;
  if (access !== 'read')
    return new CallError(
      'outcome_unknown',
      `${what}, and it is not known whether Amigo carried it out.`,
      'Look with get_metrics, get_metric_versions or get_metric_evaluation_results before you repeat it.',
    );
  return new CallError(
    'timeout',
    `${what}.`,
    'Ask for less at once, or give a call more time with AMIGO_CALL_TIMEOUT_SECONDS (at most 290).',
  );
}

function cancellation(): CallError {
  return new CallError('cancelled', 'The call was cancelled.', 'Call again if it is still wanted.');
}

/** Lets progress through only while the call runs, and only when it rises. */
function openProgress(listener: Progress | undefined): { readonly report: Progress; close(): void } {
  let open = listener !== undefined;
  let last = -1;
  return {
    report(done, total, message) {
      if (!open || done <= last) return;
      last = done;
      listener?.(done, total, message);
    },
    close() {
      open = false;
    },
  };
}

function notAllowed(tool: AnyTool, access: Access): CallError {
  return new CallError(
    'not_allowed',
    `${tool.name} is switched off: this server runs with AMIGO_ACCESS=${access}.`,
    `It needs AMIGO_ACCESS=${tool.access} (or --access ${tool.access}); whoever runs the server decides that.`,
  );
}

function wrongArguments(tool: AnyTool, problems: readonly string[]): CallError {
  return new CallError(
    'invalid_input',
    `${tool.name}: ${problems.join('; ')}.`,
    'Nothing was sent. Correct the arguments and call again.',
  );
}
