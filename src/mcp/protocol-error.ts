import { nearest } from '../text/nearest.ts';

/** Error codes of JSON-RPC, and the one that MCP adds for resources. */
const CODES = {
  methodNotFound: -32601,
  invalidParams: -32602,
  internalError: -32603,
  resourceNotFound: -32002,
} as const;

/**
 * An error of the protocol, sent as it is: its message must be fit for the client. The SDK's own `McpError` is not
 * used because it writes its code into the message, where clients write it a second time.
 */
export class ProtocolError extends Error {
  override readonly name = 'ProtocolError';
  readonly code: number;
  readonly data: Readonly<Record<string, unknown>> | undefined;

  constructor(kind: keyof typeof CODES, message: string, data?: Readonly<Record<string, unknown>>) {
    super(message);
    this.code = CODES[kind];
    this.data = data;
  }
}

/** Invalid params for a name that is not among the known ones; the message tells the nearest of them. */
export function unknownName(kind: string, name: string, known: readonly string[]): ProtocolError {
  const near = nearest(name, known);
  const hint = near === undefined ? 'there are none' : `the nearest is ${near}`;
  return new ProtocolError('invalidParams', `Unknown ${kind} ${JSON.stringify(name)}; ${hint}`);
}
