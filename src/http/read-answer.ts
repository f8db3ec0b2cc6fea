import type { Secrets } from '../secrets.ts';
import { errorDetail } from './error-detail.ts';
import { HttpError, SIGN_IN, type HttpErrorCode } from '../errors.ts';
import type { Reply } from './exchange.ts';
import { header, waitAsked } from './headers.ts';
import { parseJson } from './parse-json.ts';
import type { Answer, Operation } from './types.ts';

/** Limits are per minute: after one, there is room again, whoever used it up. */
const QUOTA_SECONDS = 60;

/**
 * What a reply means to the caller.
 * @throws {HttpError} for everything but a 2xx with JSON, or with nothing at all
 */
export function readAnswer(operation: Operation, reply: Reply, secrets: Pick<Secrets, 'redact'>): Answer {
  const { status } = reply;
  if (status < 200 || status > 299) throw refusal(operation, reply, secrets);
  if (reply.bytes.length === 0) return { status, body: undefined };
  // Before anything is cut: half a secret would not be recognized. Signing in is what brings the next one.
  const read = readBody(reply, operation.id === SIGN_IN ? undefined : secrets);
  if (read.ok) return { status, body: read.value };
  throw new HttpError(`The answer to ${operation.id} cannot be read: ${read.why}.`, {
    code: 'upstream_error',
    operation: operation.id,
    status,
    executed: 'maybe',
  });
}

function readBody({ headers, bytes }: Reply, secrets?: Pick<Secrets, 'redact'>) {
  if (isEncoded(headers)) return { ok: false, why: 'compressed, which was not asked for' } as const;
  const type = header(headers, 'content-type') ?? 'nothing';
  if (!isJson(type)) return { ok: false, why: 'its content type is not JSON' } as const;
  return parseJson(bytes, secrets);
}

function refusal(operation: Operation, reply: Reply, secrets: Pick<Secrets, 'redact'>): HttpError {
  const { status } = reply;
  const code = codeOf(status);
  const asked = waitAsked(reply);
  const seconds = asked === undefined ? undefined : Math.ceil(asked / 1_000);
  const redirect = status < 400 ? ': a redirect, which is never followed' : '';
  return new HttpError(`${operation.id} was answered with status ${status}${redirect}.`, {
    code,
    operation: operation.id,
    status,
    detail: status < 400 ? undefined : errorDetail(errorBody(reply), secrets),
    retryAfterSeconds: code === 'rate_limited' ? (seconds ?? QUOTA_SECONDS) : seconds,
    // A refusal comes before the work; a server's own failure, or a detour, may come after it.
    executed: status >= 400 && status < 500 && status !== 408 ? 'no' : 'maybe',
  });
}

function codeOf(status: number): HttpErrorCode {
  switch (status) {
    case 401:
      return 'unauthenticated';
    case 403:
      return 'forbidden';
    case 404:
      return 'not_found';
    case 409:
      return 'conflict';
    case 429:
      return 'rate_limited';
    case 503:
      return 'maintenance';
    default:
      return status >= 400 && status < 500 ? 'rejected' : 'upstream_error';
  }
}

/** Whatever can be read of an error's body: JSON, else text. */
function errorBody({ headers, bytes }: Reply): unknown {
  if (isEncoded(headers)) return undefined;
  const parsed = parseJson(bytes);
  return parsed.ok ? parsed.value : bytes.toString('utf8');
}

function isEncoded(headers: Reply['headers']): boolean {
  return (header(headers, 'content-encoding') ?? 'identity').toLowerCase() !== 'identity';
}

function isJson(type: string): boolean {
  return /^application\/(?:[\w.-]+\+)?json\s*(?:;|$)/i.test(type);
}
