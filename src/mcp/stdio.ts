import type { Readable, Writable } from 'node:stream';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import { isJSONRPCRequest, type JSONRPCMessage, type RequestId } from '@modelcontextprotocol/sdk/types.js';
import type { Log } from '../log.ts';
import { LineSplitter } from './line-splitter.ts';
import { isId, readMessages, refuse, type Refusal } from './read-messages.ts';

/**
 * MCP over a process's standard streams: one JSON-RPC message a line. The SDK's own transport ends the session on a
 * long line, says nothing when input ends, and cannot tell when the last answer has left; this one does not.
 *
 * `onclose` only follows `close()`, since the protocol aborts every running call then; `onend` tells of the ends that the
 * streams themselves bring, so that running calls can still be answered.
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
  readonly #lines: LineSplitter;
  readonly #unanswered = new Set<RequestId>();
  #unwritten = 0;
  #outputClosed = false;
  #whenDrained: (() => void)[] = [];

  constructor(input: Readable, output: Writable, log: Log) {
    this.#input = input;
    this.#output = output;
    this.#log = log;
    this.#lines = new LineSplitter(
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
  drained(): Promise<void> {
    return new Promise((resolve) => {
      this.#whenDrained.push(resolve);
      this.#checkDrained();
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
    if (this.#outputClosed) return;
    this.#outputClosed = true;
    this.#checkDrained();
    this.onend?.('output closed');
  };

  #read(line: string): void {
    for (const read of readMessages(line)) {
      if ('refusal' in read) this.#refuse(read.refusal);
      else this.#take(read.message);
    }
  }

  #take(message: JSONRPCMessage): void {
    if (isJSONRPCRequest(message)) {
      if (this.#unanswered.has(message.id)) {
        this.#refuse(refuse('Invalid request: its id is that of a request still running', message));
        return;
      }
      this.#unanswered.add(message.id);
    }
    this.onmessage?.(message);
    // A cancelled request gets no answer, so nobody waits for one.
    if ('method' in message && message.method === 'notifications/cancelled') {
      const requestId = message.params?.['requestId'];
      if (isId(requestId)) this.#unanswered.delete(requestId);
      this.#checkDrained();
    }
  }

  #refuse({ reason, answer }: Refusal): void {
    this.#log.warn('a message was refused', { reason });
    if (answer !== undefined) void this.#write(answer);
  }

  #write(json: string): Promise<void> {
    if (this.#outputClosed) return Promise.resolve();
    this.#unwritten += 1;
    return new Promise((resolve) => {
      this.#output.write(`${json}\n`, (error) => {
        this.#unwritten -= 1;
        if (error) this.#outputFailed();
        this.#checkDrained();
        resolve();
      });
    });
  }

  #checkDrained(): void {
    if (!this.#outputClosed && (this.#unanswered.size > 0 || this.#unwritten > 0)) return;
    for (const resolve of this.#whenDrained.splice(0)) resolve();
  }
}
