import { CallError, type ErrorCode, HttpError, SIGN_IN, type HttpErrorCode } from '../errors.ts';
import { operationOf, OPERATIONS } from '../amigo/operations.ts';
import { cut } from '../text/clean.ts';
import { count, quoted } from '../text/words.ts';

/** Most characters of a failed call's text. */
const LONGEST = 8_000;

/** A failed call in the words for its caller. */
export interface Failure {
  readonly code: ErrorCode;
  /** What happened. */
  readonly what: string;
  /** What to do next. */
  readonly remedy: string;
}

/**
 * Turns whatever was thrown into what a caller may know: no stack, no body, nothing of the inside.
 * @param writes whether the call was to change something: it is told then that it surely did not
 */
export function failureOf(error: unknown, writes = false): Failure {
  if (error instanceof CallError) return { code: error.code, what: error.message, remedy: error.remedy };
  if (error instanceof HttpError) return ofHttp(error, writes);
  return {
    code: 'internal',
    what: 'This server met a fault of its own in this call.',
    remedy:
      'The session goes on. Try once more; if it fails again, the log on stderr says where it happened.',
  };
}

/** `Error [code]: what happened`, then what to do next. */
export function failureText({ code, what, remedy }: Failure): string {
  const then = cut(remedy, LONGEST / 2);
  return `${cut(`Error [${code}]: ${what.replace(/\s*\n\s*/g, ' ')}`, LONGEST - then.length - 1)}\n${then}`;
}

/**
 * What is said of a write that was sent when nobody knows whether Amigo carried it out: never a plain failure, whatever
 * the fault was, and never a claim that nothing changed.
 * @param error of the write, with `executed` other than `no`
 * @param seen what a look afterwards saw, as a sentence; absent when nobody looked
 * @param remedy how to find out, and which repeat is safe
 */
export function unknownOutcome(
  error: HttpError,
  seen?: string,
  remedy = error.operation === OPERATIONS.evaluateMetrics.id ? FIND_RESULT : FIND_WRITTEN,
): CallError {
  const tool = error.operation.replaceAll('-', '_');
  const why = [messageOf(error), seen].filter(Boolean).join(' ');
  return new CallError(
    error.executed === 'claimed' ? 'upstream_error' : 'outcome_unknown',
    `${tool} was sent, and it is not known whether Amigo carried it out: ${why}`,
    remedy,
    error,
  );
}

function ofHttp(error: HttpError, writes: boolean): Failure {
  if (operationOf(error.operation)?.kind === 'write' && error.executed !== 'no')
    return failureOf(unknownOutcome(error));
  const message = messageOf(error);
  const what = writes && PASSING.has(error.code) ? `${message} Nothing was changed.` : message;
  return { code: error.code, what, remedy: REMEDIES[error.code](error) };
}

/** What happened, with Amigo's own words as quoted data. */
function messageOf(error: HttpError): string {
  return error.detail ? `${error.message} Amigo says: ${quoted(error.detail)}` : error.message;
}

/** Faults that say nothing about the request: whether it did something is the first question then. */
const PASSING: ReadonlySet<HttpErrorCode> = new Set(['network', 'timeout', 'maintenance', 'upstream_error']);

const FIND_WRITTEN = 'Look with get_metrics or get_metric_versions before you repeat it.';
const FIND_RESULT =
  'It was not sent again. get_metric_evaluation_results with this conversation_id, source_type manual and view rows shows its result, should there be one; look before you pay for another.';

const LATER = 'Try again in a while.';
const LESS = 'Ask for less at once: narrower filters, or a shorter period.';
const FIND_METRICS =
  'search_metrics and get_metrics find metrics and their ids; a deleted metric is found by get_metrics with its id and is_deleted true.';
const FIND_SERVICES = 'The filter_values of get_metrics name the services in use.';

const REMEDIES: Readonly<Record<HttpErrorCode, (error: HttpError) => string>> = {
  unauthenticated: ({ operation }) =>
    operation === SIGN_IN
      ? 'The likely causes, in this order: the API key has expired (keys live 1 to 90 days), AMIGO_API_KEY, AMIGO_API_KEY_ID or AMIGO_USER_ID is wrong, the user’s role is not below the key’s. Correct the configuration and restart the server; its command `check` tells more.'
      : 'Amigo does not take the token. With an API key, AMIGO_ORG_ID or AMIGO_TOKEN_ORG_ID may name another organization than the key’s, or the key was withdrawn. With AMIGO_TOKEN, it is expired or of another organization: set a new one, or an API key, which renews it by itself. Then restart the server.',
  forbidden: ({ operation }) => {
    const needed = operationOf(operation)?.permissions ?? [];
    return needed.length > 0
      ? `The signed-in user needs the permission ${needed.join(', ')}. Ask an administrator of the organization for it.`
      : 'The signed-in user may not do this. Ask an administrator of the organization.';
  },
  not_found: ({ operation }) => {
    if (operation === OPERATIONS.createMetric.id) return `A service may not exist: ${FIND_SERVICES}`;
    if (operation === OPERATIONS.updateMetric.id) return `${FIND_METRICS} ${FIND_SERVICES}`;
    if (operation === OPERATIONS.evaluateMetrics.id)
      return 'Check conversation_id and evaluate_to_interaction_id: get_metric_evaluation_results with view rows shows conversations that were judged. A deleted metric is not found either; get_metrics lists those that can be evaluated.';
    return operation === SIGN_IN
      ? 'Amigo does not know this organization there: check AMIGO_ORG_ID, and AMIGO_REGION (an organization of another region looks the same), then restart the server.'
      : FIND_METRICS;
  },
  conflict: () => 'Read the current state with get_metrics or get_metric_versions, then decide again.',
  rejected: ({ operation }) =>
    operation === SIGN_IN
      ? 'Correct AMIGO_API_KEY, AMIGO_API_KEY_ID or AMIGO_USER_ID as Amigo says, and restart the server.'
      : 'Correct what Amigo names and call again; nothing was changed.',
  rate_limited: ({ retryAfterSeconds }) =>
    retryAfterSeconds === undefined
      ? 'Wait a minute, then call again.'
      : `Wait ${count(retryAfterSeconds, 'second')}, then call again.`,
  maintenance: ({ retryAfterSeconds }) =>
    retryAfterSeconds === undefined
      ? `Amigo is under maintenance. ${LATER}`
      : `Amigo is under maintenance. Try again in ${count(retryAfterSeconds, 'second')}.`,
  upstream_error: ({ tooLarge }) => (tooLarge ? LESS : LATER),
  network: () =>
    'Check the network, the proxy variables and the base URL; the server’s command `check` tells which part fails.',
  timeout: () =>
    'Try again, ask for less at once, or give a call more time with AMIGO_CALL_TIMEOUT_SECONDS (at most 290).',
  cancelled: () => 'Call again if it is still wanted.',
};
