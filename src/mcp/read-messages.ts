import {
  ErrorCode,
  JSONRPCMessageSchema,
  type JSONRPCMessage,
  type RequestId,
} from '@modelcontextprotocol/sdk/types.js';
import { isObject } from '../json.ts';

/** Most messages of one batch: each may cost an answer. */
const LARGEST_BATCH = 100;

/** Why a line, or a message of a batch, is not taken. */
export interface Refusal {
  readonly reason: string;
  /** The JSON-RPC error to send; undefined when there must be no answer. */
  readonly answer: string | undefined;
}

export type Read = { readonly message: JSONRPCMessage } | { readonly refusal: Refusal };

/** The JSON-RPC messages of one line: none of a blank one, several of a batch, which protocol version 2025-03-26 has. */
export function readMessages(line: string): readonly Read[] {
  if (line.trim() === '') return [];
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return [{ refusal: refuse('Parse error: the line is not JSON', undefined, ErrorCode.ParseError) }];
  }
  if (!Array.isArray(value)) return [readMessage(value)];
  if (value.length > 0 && value.length <= LARGEST_BATCH) return value.map(readMessage);
  return [{ refusal: refuse(`Invalid request: a batch holds 1 to ${LARGEST_BATCH} messages`) }];
}

function readMessage(value: unknown): Read {
  const read = JSONRPCMessageSchema.safeParse(value);
  return read.success
    ? { message: read.data }
    : { refusal: refuse('Invalid request: not a JSON-RPC 2.0 message', value) };
}

/** @param value the message that is refused, as far as there is one */
export function refuse(reason: string, value?: unknown, code = ErrorCode.InvalidRequest): Refusal {
  const { id, method } = isObject(value) ? value : {};
  // What looks like an answer is never answered: two peers that refuse each other's answers would go on for ever.
  if (method === undefined && id !== undefined) return { reason, answer: undefined };
  // Without an id where there is none: `null`, which JSON-RPC has for that, is no id in MCP.
  const error = { jsonrpc: '2.0', ...(isId(id) && { id }), error: { code, message: reason } };
  return { reason, answer: JSON.stringify(error) };
}

export function isId(id: unknown): id is RequestId {
  return typeof id === 'string' || Number.isSafeInteger(id);
}
