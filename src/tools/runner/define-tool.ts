import * as z from 'zod';
import type { Access } from '../../config/access.ts';
import { isObject } from '../../json.ts';
import { inSlices } from '../../slices.ts';
import { render, type Rendered, type Surroundings, type ToolOutput } from '../../answers/render.ts';
import type { CallContext } from './context.ts';
import { normalise, problemsOf } from './arguments.ts';
import { inputSchema, outputSchema, type JsonSchema } from './json-schema.ts';

/** All four, stated: a host decides by them whether to ask the person first. */
interface Hints {
  readonly readOnlyHint: boolean;
  readonly destructiveHint: boolean;
  readonly idempotentHint: boolean;
  readonly openWorldHint: boolean;
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
  run(input: z.output<I>, call: CallContext): Promise<ToolOutput<z.output<O>>>;
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
  /** Made when it is asked for: what is listed is made when the program is built. */
  readonly inputSchema: JsonSchema;
  readonly outputSchema: JsonSchema;
  /** Brings arguments to form and checks them; problems are in words, each naming its argument. */
  parse(input: unknown): { readonly run: Run } | { readonly problems: readonly string[] };
}

/** Does what the arguments ask for, and puts it in the words of an answer. */
type Run = (call: CallContext, surroundings: Surroundings) => Promise<Rendered>;

const everyAnswer = {
  next: z
    .array(z.object({ tool: z.string(), arguments: z.record(z.string(), z.unknown()), why: z.string() }))
    .optional(),
  sandbox: z.boolean().optional().describe('The data is not real'),
};

/** Closes a tool's types over, and makes its schemas into the JSON that hosts read. */
export function defineTool<I extends z.ZodObject, O extends z.ZodObject>(tool: Tool<I, O>): AnyTool {
  const forms = {
    text: (data: z.output<O>) => tool.text(data),
    // The output schema strips what it does not declare: nothing passes through by accident.
    structured: (data: z.output<O>) => tool.output.parse(data),
  };
  return {
    name: tool.name,
    title: tool.title,
    description: tool.description,
    access: tool.access,
    hints: tool.hints,
    get inputSchema() {
      return inputSchema(tool.input);
    },
    get outputSchema() {
      return outputSchema(tool.output.extend(everyAnswer));
    },
    parse(given) {
      const input = normalise(given, tool.input);
      const problems = (error: z.ZodError) => problemsOf(error, input, inputSchema(tool.input));
      // Zod drops this key without an error.
      if (isObject(input) && Object.hasOwn(input, '__proto__')) {
        const keys = ['__proto__'];
        const error = new z.ZodError([{ code: 'unrecognized_keys', keys, path: [], message: '' }]);
        return { problems: problems(error) };
      }
      const read = tool.input.safeParse(input);
      if (!read.success) return { problems: problems(read.error) };
      return {
        async run(call, surroundings) {
          return inSlices(render(await tool.run(read.data, call), forms, surroundings));
        },
      };
    },
  };
}
