import * as z from 'zod';
import { Refusal, type Complaint } from './refusal.ts';

export const objectId = z.string().regex(/^[a-f0-9]{24}$/, 'Not an id of 24 lower-case hex digits');
/** Text as the server keeps it: trimmed, and not blank. */
export const filled = z.string().trim().min(1, 'Text must not be blank');

// A query holds every value of every key, so each schema of a parameter starts from a list of strings.

const last = z.array(z.string()).transform((values) => values.at(-1));

/** The last value input, or nothing. */
export function optional<T>(value: z.ZodType<T, string>) {
  return last.pipe(value.optional());
}

/** The last value given; its absence is a complaint. */
export function required<T>(value: z.ZodType<T, string>) {
  return last.pipe(value);
}

export function unique<T>(item: z.ZodType<T, string>) {
  return z
    .array(item)
    .refine((values) => new Set(values).size === values.length, 'Values must be different from each other');
}

export function repeated<T>(item: z.ZodType<T, string>) {
  return z.array(item);
}

export function integer(low: number, high: number) {
  return z
    .string()
    .regex(/^[+-]?\d+$/, 'Not an integer')
    .transform(Number)
    .pipe(z.int().min(low).max(high));
}

export const boolean = z
  .string()
  .regex(/^(?:true|false|1|0|yes|no|on|off)$/i, 'Not a boolean')
  .transform((text) => /^(?:true|1|yes|on)$/i.test(text));

/** An RFC 3339 time; gives epoch milliseconds. */
export const instant = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text));

/** `+field` (1) or `-field` (-1). An unescaped plus arrives as a space, which is no sign. */
export function sortBy(field: string) {
  return repeated(
    z
      .string()
      .regex(new RegExp(`^[+-]${field}$`), `Sort by +${field} or -${field}`)
      .transform((text) => (text.startsWith('-') ? -1 : 1)),
  );
}

/** @throws {Refusal} 422 with every complaint. Unknown parameters are ignored. */
export function readQuery<Shape extends z.core.$ZodLooseShape>(
  schema: z.ZodObject<Shape>,
  query: URLSearchParams,
): z.output<z.ZodObject<Shape>> {
  const input = Object.fromEntries(Object.keys(schema.shape).map((key) => [key, query.getAll(key)]));
  return read(schema, input, 'query');
}

/** @throws {Refusal} 422 with every complaint. Unknown fields are ignored. */
export function readBody<T>(schema: z.ZodType<T>, body: unknown): T {
  return read(schema, body, 'body');
}

function read<T>(schema: z.ZodType<T>, input: unknown, where: 'query' | 'body'): T {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  throw new Refusal(
    422,
    parsed.error.issues.map((issue): Complaint => {
      const missing = issue.code === 'invalid_type' && issue.message.endsWith('received undefined');
      return {
        type: missing ? 'missing' : issue.code,
        loc: [where, ...issue.path.map((step) => (typeof step === 'symbol' ? String(step) : step))],
        msg: missing ? 'Field required' : issue.message,
      };
    }),
  );
}
