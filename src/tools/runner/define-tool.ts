import * as z from 'zod';
import type { Access } from '../../config/index.ts';
import { fit, type Cut } from '../../answers/fit.ts';
import type { CallContext } from './context.ts';
import { jsonSchema, type JsonSchema } from './json-schema.ts';

/** All four, stated: a host decides by them whether to ask the person first. */
interface Hints {
  readonly readOnlyHint: boolean;
  readonly destructiveHint: boolean;
  readonly idempotentHint: boolean;
  readonly openWorldHint: boolean;
}

/** A call that makes sense after this one. */
export interface NextCall {
  readonly tool: string;
  readonly arguments: Readonly<Record<string, unknown>>;
  readonly why: string;
}

/** What `run` gives back: plain data, and what may be left out of it, in order, should it be too long. */
export interface Draft<T> {
  readonly data: T;
  readonly cuts?: readonly Cut<T>[];
  /** Up to three; those of tools that are not listed are dropped. */
  readonly next?: readonly NextCall[];
}

/** One operation as a tool: read it from top to bottom. */
export interface Tool<I extends z.ZodObject, O extends z.ZodObject> {
  /** The operation id in snake case. */
  readonly name: string;
  readonly title: string;
  /** At most 1,000 characters, for the model that chooses. */
  readonly description: string;
  readonly access: Access;
  readonly hints: Hints;
  /** A strict object whose JSON form every host accepts; rules that span fields are refinements. */
  readonly input: I;
  /** Declares every field that an answer can have; `next` and `sandbox` are added to it. */
  readonly output: O;
  /** Takes parsed input, returns plain data, and never catches for the sake of the answer. */
  run(input: z.output<I>, call: CallContext): Promise<Draft<z.output<O>>>;
  /** The same facts in words; enough alone. `next` and the sandbox's mark are added to it. */
  text(data: z.output<O>): string;
}

/** A tool behind one face, whatever its input and output are. */
export interface AnyTool {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly access: Access;
  readonly hints: Hints;
  readonly inputSchema: JsonSchema;
  readonly outputSchema: JsonSchema;
  /** Checks the arguments (already brought to form by `run.ts`). */
  parse(
    input: unknown,
  ): { readonly run: (call: CallContext) => Promise<AnyDraft> } | { readonly error: z.ZodError };
}

/** Data with its words and its cuts, the types closed over. */
export interface AnyDraft {
  readonly next: readonly NextCall[];
  /** Cuts until text and structured content fit `limit`, both with the parts that `finish` adds. */
  fit(finish: Finish): { readonly text: string; readonly structured: Record<string, unknown> };
}

/** Adds to an answer what every answer may carry, and says when it is short enough. */
export interface Finish {
  text(body: string): string;
  structured(data: Record<string, unknown>): Record<string, unknown>;
  readonly limit: number;
}

const everyAnswer = {
  next: z
    .array(z.object({ tool: z.string(), arguments: z.record(z.string(), z.unknown()), why: z.string() }))
    .optional()
    .describe('Calls that make sense now'),
  sandbox: z.boolean().optional().describe('Present when the data is the embedded sandbox’s, not real'),
};

/** Closes a tool's types over, and makes its schemas into the JSON that hosts read. */
export function defineTool<I extends z.ZodObject, O extends z.ZodObject>(tool: Tool<I, O>): AnyTool {
  const output = tool.output.extend(everyAnswer);
  return {
    name: tool.name,
    title: tool.title,
    description: tool.description,
    access: tool.access,
    hints: tool.hints,
    inputSchema: jsonSchema(tool.input, 'input'),
    outputSchema: jsonSchema(output, 'output'),
    parse(input) {
      // Zod looks away from this one.
      if (typeof input === 'object' && input !== null && Object.hasOwn(input, '__proto__')) {
        const keys = ['__proto__'];
        return { error: new z.ZodError([{ code: 'unrecognized_keys', keys, path: [], message: '' }]) };
      }
      const read = tool.input.safeParse(input);
      if (!read.success) return { error: read.error };
      return { run: async (call) => anyDraft(tool, await tool.run(read.data, call)) };
    },
  };
}

function anyDraft<I extends z.ZodObject, O extends z.ZodObject>(
  tool: Tool<I, O>,
  draft: Draft<z.output<O>>,
): AnyDraft {
  return {
    next: draft.next ?? [],
    fit(finish) {
      const form = (data: z.output<O>) => ({
        text: finish.text(tool.text(data)),
        // The output schema strips what it does not declare: nothing passes through by accident.
        structured: finish.structured(tool.output.parse(data)),
      });
      const size = (data: z.output<O>) => {
        const { text, structured } = form(data);
        return Math.max(text.length, JSON.stringify(structured).length);
      };
      return form(fit(draft.data, draft.cuts ?? [], size, finish.limit));
    },
  };
}
