import type { Readable, Writable } from 'node:stream';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import {
  ErrorCode,
  isJSONRPCRequest,
  JSONRPCMessageSchema,
  type JSONRPCMessage,
  type RequestId,
} from '@modelcontextprotocol/sdk/types.js';
import type { Log } from '../log.ts';

/** Longest line, in bytes, that is read as a message. */
const LONGEST_LINE = 16 * 1024 * 1024;
/** Most messages of one batch: each may cost an answer. */
const LARGEST_BATCH = 100;
const NEWLINE = 0x0a;

/**
 * MCP over a process's standard streams: one JSON-RPC message a line. The SDK's own transport ends the session on a
 * long line, says nothing when input ends, and cannot tell when the last answer has left; this one does not.
 *
 * `onclose` only follows `close()`, since the protocol aborts every running call then; the ends that the streams
 * themselves bring are told by `onend`, so that running calls can still be answered.
 */
export class StdioTransport implements Transport {
  onmessage?: Transport['onmessage'];
  onclose?: Transport['onclose'];
  onerror?: Transport['onerror'];
  /** Input has ended, or nobody reads the output any more. */
  onend?: (reason: 'input ended' | 'output closed') => void;

  readonly #input: Readable;
  readonly #output: Writable;
  readonly #log: Log;
  readonly #lines: Lines;
  readonly #unanswered = new Set<RequestId>();
  #unwritten = 0;
  #broken = false;
  #whenSettled: (() => void)[] = [];

  constructor(input: Readable, output: Writable, log: Log) {
    this.#input = input;
    this.#output = output;
    this.#log = log;
    this.#lines = new Lines(
      (line) => this.#read(line),
      () => log.error('a message longer than 16 MiB is dropped; the session goes on'),
    );
  }

  start(): Promise<void> {
    this.#output.on('error', this.#outputFailed);
    this.#input.on('data', this.#received).on('end', this.#inputEnded).on('error', this.#inputEnded);
    return Promise.resolve();
  }

  /** Settles when the message has left, or cannot leave any more. */
  send(message: JSONRPCMessage): Promise<void> {
    if (!('method' in message) && message.id !== undefined) this.#unanswered.delete(message.id);
    return this.#write(JSON.stringify(message));
  }

  /** Takes no more messages; those that were taken can still be answered. */
  stopReading(): void {
    this.#input.off('data', this.#received).off('end', this.#inputEnded).pause();
  }

  /** Settles when every request that was read has its answer, or was cancelled, and all output has left. */
  settled(): Promise<void> {
    return new Promise((resolve) => {
      this.#whenSettled.push(resolve);
      this.#settle();
    });
  }

  close(): Promise<void> {
    this.stopReading();
    this.onclose?.();
    return Promise.resolve();
  }

  readonly #received = (chunk: Buffer) => this.#lines.push(chunk);

  readonly #inputEnded = () => {
    this.#lines.end();
    this.onend?.('input ended');
  };

  readonly #outputFailed = () => {
    if (this.#broken) return;
    this.#broken = true;
    this.#settle();
    this.onend?.('output closed');
  };

  #read(line: string): void {
    if (line.trim() === '') return;
    let value: unknown;
    try {
      value = JSON.parse(line);
    } catch {
      this.#refuse(ErrorCode.ParseError, 'Parse error: the line is not JSON');
      return;
    }
    if (!Array.isArray(value)) this.#take(value);
    // Protocol version 2025-03-26 has batches. Each message is answered in a line of its own.
    else if (value.length > 0 && value.length <= LARGEST_BATCH) for (const each of value) this.#take(each);
    else
      this.#refuse(ErrorCode.InvalidRequest, `Invalid request: a batch holds 1 to ${LARGEST_BATCH} messages`);
  }

  #take(value: unknown): void {
    const read = JSONRPCMessageSchema.safeParse(value);
    if (!read.success) {
      this.#refuse(ErrorCode.InvalidRequest, 'Invalid request: not a JSON-RPC 2.0 message', value);
      return;
    }
    const message = read.data;
    if (isJSONRPCRequest(message)) {
      if (this.#unanswered.has(message.id)) {
        this.#refuse(
          ErrorCode.InvalidRequest,
          'Invalid request: its id is that of a request still running',
          value,
        );
        return;
      }
      this.#unanswered.add(message.id);
    }
    this.onmessage?.(message);
    // A cancelled request gets no answer, so nobody waits for one.
    if ('method' in message && message.method === 'notifications/cancelled') {
      this.#unanswered.delete(message.params?.['requestId'] as RequestId);
      this.#settle();
    }
  }

  /** Answers what is no request; without its id where there is none, as MCP has it (`null` is not one). */
  #refuse(code: ErrorCode, message: string, value?: unknown): void {
    this.#log.warn('a message was refused', { reason: message });
    const { id, method } = fieldsOf(value);
    // What looks like an answer is never answered: two such peers would go on for ever.
    if (value !== undefined && method === undefined && id !== undefined) return;
    const error = { jsonrpc: '2.0', ...(isId(id) && { id }), error: { code, message } };
    void this.#write(JSON.stringify(error));
  }

  #write(json: string): Promise<void> {
    if (this.#broken) return Promise.resolve();
    this.#unwritten += 1;
    return new Promise((resolve) => {
      this.#output.write(`${json}\n`, (error) => {
        this.#unwritten -= 1;
        if (error) this.#outputFailed();
        this.#settle();
        resolve();
      });
    });
  }

  #settle(): void {
    if (!this.#broken && (this.#unanswered.size > 0 || this.#unwritten > 0)) return;
    for (const resolve of this.#whenSettled.splice(0)) resolve();
  }
}

/** Cuts a stream of bytes into lines, in memory that a single endless line cannot fill. */
class Lines {
  readonly #take: (line: string) => void;
  readonly #drop: () => void;
  #parts: Buffer[] = [];
  #length = 0;

  constructor(take: (line: string) => void, drop: () => void) {
    this.#take = take;
    this.#drop = drop;
  }

  push(chunk: Buffer): void {
    let rest = chunk;
    for (let at = rest.indexOf(NEWLINE); at !== -1; at = rest.indexOf(NEWLINE)) {
      this.#add(rest.subarray(0, at));
      this.end();
      rest = rest.subarray(at + 1);
    }
    this.#add(rest);
  }

  /** Hands over the line that was gathered so far. A character split between chunks is whole again here. */
  end(): void {
    const [parts, length] = [this.#parts, this.#length];
    [this.#parts, this.#length] = [[], 0];
    if (length > 0 && length <= LONGEST_LINE) this.#take(Buffer.concat(parts, length).toString('utf8'));
  }

  #add(part: Buffer): void {
    const before = this.#length;
    this.#length += part.length;
    if (this.#length <= LONGEST_LINE) this.#parts.push(part);
    else {
      this.#parts = [];
      if (before <= LONGEST_LINE) this.#drop();
    }
  }
}

function fieldsOf(value: unknown): { readonly id?: unknown; readonly method?: unknown } {
  return typeof value === 'object' && value !== null ? value : {};
}

function isId(id: unknown): id is RequestId {
  return typeof id === 'string' || Number.isSafeInteger(id);
}
