import type { Dispatcher } from 'undici';
import { deferred } from '../deadline.ts';
import { HttpError, type HttpErrorCode } from '../errors.ts';
import { endedEarly } from './ended-early.ts';
import type { Attempt, Reply } from './exchange.ts';

const LARGEST_BYTES = 8 * 1024 * 1024;

/** One request on its way: knows whether anything of it may have arrived. */
export class OutgoingRequest {
  readonly #host: string;
  readonly #attempt: Attempt;
  #controller: Dispatcher.DispatchController | undefined;
  #sentAt: number | undefined;
  #aborted = false;
  #connecting: NodeJS.Timeout | undefined;

  constructor(host: string, attempt: Attempt) {
    this.#host = host;
    this.#attempt = attempt;
  }

  get executed(): 'no' | 'maybe' {
    return this.#sentAt === undefined ? 'no' : 'maybe';
  }

  /** Closes the socket; a request that has none yet will not be written when it gets one. */
  abort(): void {
    this.#aborted = true;
    clearTimeout(this.#connecting);
    this.#controller?.abort(new Error('aborted'));
  }

  /** Rejects with `HttpError`; `connectMs` bounds name, socket, proxy and TLS together. */
  send(dispatcher: Dispatcher, options: Dispatcher.DispatchOptions, connectMs: number): Promise<Reply> {
    const { promise, resolve, reject } = deferred<Reply>();
    const chunks: Buffer[] = [];
    let size = 0;
    let head: Pick<Reply, 'status' | 'headers' | 'receivedAt'> | undefined;
    this.#connecting = setTimeout(() => {
      reject(this.#error('timeout', `No connection to ${this.#host} within ${connectMs / 1_000} s.`));
    }, connectMs);
    dispatcher.dispatch(options, {
      onRequestStart: (controller) => {
        clearTimeout(this.#connecting);
        this.#controller = controller;
        if (this.#aborted) {
          controller.abort(new Error('aborted'));
          return;
        }
        this.#sentAt = performance.now();
        this.#attempt.onSent?.();
      },
      onResponseStart: (_, status, headers) => {
        // Informational answers may come before the answer (RFC 9110, 15.2).
        if (status >= 200) head = { status, headers, receivedAt: performance.now() };
      },
      onResponseData: (_, chunk) => {
        size += chunk.length;
        if (size > LARGEST_BYTES) reject(this.#tooLarge());
        else chunks.push(chunk);
      },
      onResponseEnd: () => {
        if (head === undefined || this.#sentAt === undefined) return;
        resolve({ ...head, bytes: Buffer.concat(chunks, size), sentAt: this.#sentAt });
      },
      onResponseError: (_, error) => {
        clearTimeout(this.#connecting);
        reject(this.#explain(error));
      },
    });
    return promise;
  }

  #explain(error: Error): HttpError {
    const host = this.#host;
    const code = 'code' in error && typeof error.code === 'string' ? error.code : error.name;
    switch (code) {
      case 'UND_ERR_CONNECT_TIMEOUT':
        return this.#error('timeout', `No connection to ${host} in time.`, error);
      case 'UND_ERR_HEADERS_TIMEOUT':
        return this.#error('timeout', `${host} accepted the request and did not answer in time.`, error);
      case 'UND_ERR_BODY_TIMEOUT':
        return this.#error('timeout', `${host} stopped in the middle of its answer.`, error);
      case 'UND_ERR_DESTROYED':
      case 'UND_ERR_CLOSED':
        return endedEarly('cancelled', this.#attempt.operation.id, this.executed);
    }
    // A socket that closes early is the network's fault; bytes that are not HTTP are the server's.
    if (error.name === 'HTTPParserError' || code === 'UND_ERR_HEADERS_OVERFLOW') {
      return this.#error('upstream_error', `${host} does not answer in HTTP.`, error);
    }
    const proxyStatus = /^Proxy response \((\d{3})\)/.exec(error.message)?.[1];
    if (proxyStatus)
      return this.#error('network', `The proxy refused the connection with status ${proxyStatus}.`, error);
    return this.#error('network', `The connection to ${host} failed (${code}).`, error);
  }

  #tooLarge(): HttpError {
    const { executed } = this;
    const operation = this.#attempt.operation.id;
    const fields = { code: 'upstream_error', operation, executed, tooLarge: true } as const;
    return new HttpError('The answer is larger than 8 MiB.', fields);
  }

  #error(code: HttpErrorCode, message: string, cause?: unknown): HttpError {
    const { executed } = this;
    return new HttpError(message, { code, operation: this.#attempt.operation.id, executed, cause });
  }
}
