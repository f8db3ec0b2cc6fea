import { openDeadline, waitFor, type Deadline } from '../../deadline.ts';
import { CallError, HttpError } from '../../errors.ts';
import type { Access } from '../../config/index.ts';
import { failureOf, failureText, type Failure } from '../../answers/failure.ts';
import { ANSWER_LIMIT } from '../../answers/fit.ts';
import { cut } from '../../text/clean.ts';
import { normalise, problemsOf } from './arguments.ts';
import type { CallContext, Progress, AppContext } from './context.ts';
import type { AnyDraft, AnyTool, Finish, NextCall } from './define-tool.ts';
import { shortened } from '../../answers/last-resort.ts';

export interface ToolAnswer {
  readonly text: string;
  /** Absent when the call failed. */
  readonly structured?: Readonly<Record<string, unknown>>;
  readonly isError: boolean;
}

/** Whoever waits for an answer. */
interface Caller {
  /** Aborted when the caller cancels. */
  readonly signal: AbortSignal;
  /** Present only when the caller asked for progress. */
  readonly progress?: Progress | undefined;
}

export interface ToolSettings {
  readonly access: Access;
  /** Hard deadline of one call. */
  readonly callTimeoutMs: number;
  readonly hideJustifications: boolean;
  readonly timezone: string;
  readonly conversationUrl: string | null;
  /** Takes secrets out of a text. */
  readonly redact: (text: string) => string;
}

export interface Tools {
  /** Those that the access setting lists, in reading order. */
  readonly listed: readonly AnyTool[];
  /** Whether there is such a tool, listed or not. */
  has(name: string): boolean;
  /** Answers a call, whatever happens; never throws. */
  run(name: string, input: unknown, caller: Caller): Promise<ToolAnswer>;
}

const RANK: Readonly<Record<Access, number>> = { read: 0, author: 1, full: 2 };
const NEXT_LIMIT = 3;
/** Longer arguments, and longer reasons, hold somebody's megabytes: they would take the answer's place. */
const NEXT_LENGTH = 4_000;
const WHY_LENGTH = 200;
/** How long a call that was cancelled may take to say what it did. */
const ENDING_MS = 250;

/** The corridor that every call takes, from MCP and from the command line alike: check, parse, run, answer. */
export function createTools(all: readonly AnyTool[], context: AppContext, settings: ToolSettings): Tools {
  const listed = all.filter((tool) => RANK[tool.access] <= RANK[settings.access]);

  async function answer(tool: AnyTool, input: unknown, caller: Caller): Promise<ToolAnswer> {
    if (!listed.includes(tool)) throw notAllowed(tool, settings.access);
    const given = normalise(input ?? {}, tool.inputSchema);
    const parsed = tool.parse(given);
    if ('error' in parsed) throw wrongArguments(tool, problemsOf(parsed.error, given, tool.inputSchema));

    const deadline = openDeadline(settings.callTimeoutMs, caller.signal);
    const progress = gate(caller.progress);
    try {
      const call = openCall(context, deadline, progress.report, caller, settings);
      const draft = await answered(parsed.run(call), deadline, settings.callTimeoutMs);
      return finished(draft);
    } finally {
      progress.close();
      deadline.end();
    }
  }

  function finished(draft: AnyDraft): ToolAnswer {
    const next = draft.next
      .filter(isTaken)
      .filter((each) => JSON.stringify(each.arguments).length <= NEXT_LENGTH)
      .slice(0, NEXT_LIMIT)
      .map((each) => ({ ...each, why: cut(each.why, WHY_LENGTH) }));
    const fitted = draft.fit(finish(next, context.connection.sandbox));
    const { text, structured } = shortened(fitted, ANSWER_LIMIT);
    const json = JSON.stringify(structured);
    const safe = settings.redact(json);
    return {
      text: settings.redact(text),
      structured: safe === json ? structured : JSON.parse(safe),
      isError: false,
    };
  }

  /** Whether such a call would be let in: ids that Amigo sent may be none. */
  function isTaken(call: NextCall): boolean {
    const tool = listed.find(({ name }) => name === call.tool);
    return tool !== undefined && !('error' in tool.parse(call.arguments));
  }

  function failed(name: string, tool: AnyTool | undefined, error: unknown): ToolAnswer {
    const failure: Failure = failureOf(error, tool !== undefined && tool.access !== 'read');
    if (failure.code === 'internal')
      context.log.error('a call failed from within', { tool: name, at: whereOf(error) });
    else context.log.debug('a call failed', { tool: name, code: failure.code });
    return { text: settings.redact(failureText(failure)), isError: true };
  }

  return {
    listed,
    has: (name) => all.some((tool) => tool.name === name),
    async run(name, input, caller) {
      const tool = all.find((each) => each.name === name);
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

function openCall(
  context: AppContext,
  { signal, reads, writes, pages }: Deadline,
  progress: Progress,
  caller: Caller,
  { hideJustifications, timezone, conversationUrl }: ToolSettings,
): CallContext {
  return {
    ...context,
    api: context.connection.api,
    signal,
    reads,
    writes,
    pages,
    progress,
    wantsProgress: caller.progress !== undefined,
    hidesJustifications: hideJustifications,
    timezone,
    conversationUrl,
    justification: (text, length = Number.POSITIVE_INFINITY) =>
      hideJustifications ? null : cut(text, length),
  };
}

/** The run's result, or a timeout at the hard deadline, or an end soon after the caller cancels. */
async function answered<T>(run: Promise<T>, deadline: Deadline, timeoutMs: number): Promise<T> {
  const { signal, at } = deadline;
  let ending = await waitFor(run, { signal, deadline: at });
  // What is under way ends by itself now, and then says whether a write was sent.
  if (ending === 'cancelled') ending = await waitFor(run, { deadline: performance.now() + ENDING_MS });
  if (ending !== 'settled') throw signal.aborted ? cancellation() : timeout(timeoutMs);
  try {
    return await run;
  } catch (error) {
    const explained = error instanceof HttpError || error instanceof CallError;
    throw signal.aborted && !explained ? cancellation() : error;
  }
}

function timeout(timeoutMs: number): CallError {
  return new CallError(
    'timeout',
    `The call did not end within its ${Math.round(timeoutMs / 1000)} seconds.`,
    'Ask for less at once, or give a call more time with AMIGO_CALL_TIMEOUT_SECONDS (at most 290).',
  );
}

function cancellation(): CallError {
  return new CallError('cancelled', 'The call was cancelled.', 'Call again if it is still wanted.');
}

/** Lets progress through only while the call runs, and only when it rises. */
function gate(listener: Progress | undefined): { readonly report: Progress; close(): void } {
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

function finish(next: readonly NextCall[], sandbox: boolean): Finish {
  const after = [
    ...(next.length > 0
      ? [
          'Next:',
          ...next.map(({ tool, arguments: given, why }) => `- ${tool} ${JSON.stringify(given)}: ${why}`),
        ]
      : []),
    ...(sandbox ? ['Sandbox: made-up data, judged by rule.'] : []),
  ];
  return {
    limit: ANSWER_LIMIT,
    text: (body) => [body, ...after].join('\n'),
    structured: (data) => ({
      ...data,
      ...(next.length > 0 && { next }),
      ...(sandbox && { sandbox }),
    }),
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

/** Where an unexpected fault came from, without its message: that may quote data. */
function whereOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return [error.name, ...frames.slice(0, 4).map((line) => line.trim())].join(' ');
}
