import { describe } from 'vitest';
import {
  closedPort,
  hang,
  issue,
  json,
  onlyFor,
  redirect,
  reset,
  text,
  type Reaction,
} from '../support/peer.ts';
import { metric, metrics, PLANTED, prove, WIRE, type Case } from './stage.ts';

const HTML = { 'content-type': 'text/html' };
const good = issue(PLANTED.token);
const page = { metrics: [metric()], has_more: false, continuation_token: null };

type Fault = Omit<Case, 'tool' | 'arguments' | 'peer' | 'wire'> & {
  readonly reactions: readonly Reaction[];
  readonly signIns: number;
  readonly peer?: Case['peer'];
  readonly sent?: number;
};

/** What becomes of a list of metrics when signing in fails. A refusal is remembered: the next call does not ask. */
const FAULTS: readonly Fault[] = [
  {
    fault: 'sign-in refused with 401',
    reactions: [json({ detail: `no such key ${PLANTED.key}` }, 401)],
    code: 'unauthenticated',
    says: [/expired/, /AMIGO_API_KEY/],
    signIns: 1,
    afterwards: 'unauthenticated',
  },
  {
    fault: 'sign-in refused with 401, ten calls at once',
    reactions: [json({}, 401)],
    code: 'unauthenticated',
    signIns: 1,
    calls: 10,
    afterwards: 'unauthenticated',
  },
  {
    fault: 'sign-in refused with 403',
    reactions: [json({}, 403)],
    code: 'forbidden',
    signIns: 1,
    afterwards: 'forbidden',
  },
  {
    fault: 'sign-in does not know the organization',
    reactions: [json({}, 404)],
    code: 'not_found',
    says: [/AMIGO_ORG_ID/, /AMIGO_REGION/],
    signIns: 1,
    afterwards: 'not_found',
  },
  {
    fault: 'sign-in refused with 422',
    reactions: [json({}, 422)],
    code: 'rejected',
    signIns: 1,
    afterwards: 'rejected',
  },
  {
    fault: 'sign-in answers 429 and says 300 seconds',
    reactions: [json({}, 429, { 'retry-after': '300' })],
    code: 'rate_limited',
    says: [/300 seconds/],
    signIns: 1,
    afterwards: 'rate_limited',
  },
  {
    fault: 'sign-in answers 429 and says one second',
    reactions: [json({}, 429, { 'retry-after': '1' }), good],
    code: 'success',
    signIns: 2,
  },
  { fault: 'sign-in fails with 500 once', reactions: [json({}, 500), good], code: 'success', signIns: 2 },
  {
    fault: 'sign-in answers 503 twice',
    reactions: [json({}, 503), json({}, 503), good],
    code: 'success',
    signIns: 3,
  },
  { fault: 'sign-in is reset once', reactions: [reset(), good], code: 'success', signIns: 2 },
  {
    fault: 'sign-in hangs',
    reactions: [hang(), good],
    code: 'timeout',
    signIns: 1,
    env: { AMIGO_CALL_TIMEOUT_SECONDS: '5' },
    // The next call waits for the same sign-in, which is given half a minute.
    afterwards: 'timeout',
  },
  {
    fault: 'sign-in answers a page of HTML',
    reactions: [text(`<html>${PLANTED.html}</html>`, 200, HTML), good],
    code: 'upstream_error',
    signIns: 1,
  },
  {
    fault: 'sign-in gives no token',
    reactions: [json({ id_token: '' }), good],
    code: 'upstream_error',
    signIns: 1,
  },
  { fault: 'eighteen calls at once', reactions: [good], code: 'success', signIns: 1, calls: 18 },
  {
    fault: 'a storm of 401 over six calls',
    reactions: [issue('stale'), issue(PLANTED.token)],
    peer: (peer) => peer.on(WIRE.list, onlyFor(PLANTED.token, page)),
    code: 'success',
    signIns: 2,
    calls: 6,
    sent: 12,
  },
];

describe('sign-in', () => {
  prove(
    FAULTS.map(({ reactions, peer, sent, ...fault }) => ({
      ...fault,
      tool: 'get_metrics',
      arguments: {},
      peer(each) {
        each.onSignIn(...reactions);
        if (peer) peer(each);
        else each.on(WIRE.list, metrics(metric()));
      },
      wire: fault.code === 'success' ? { list: sent ?? fault.calls ?? 1 } : {},
    })),
  );
});

describe('configuration', async () => {
  const port = await closedPort();
  const call = { tool: 'get_metrics', arguments: {}, peer: () => {}, wire: {}, signIns: 0 };
  const none = { AMIGO_ORG_ID: '', AMIGO_API_KEY: '', AMIGO_API_KEY_ID: '', AMIGO_USER_ID: '' };
  prove([
    {
      ...call,
      fault: 'no credentials',
      env: none,
      code: 'not_configured',
      says: [/AMIGO_ORG_ID/, /AMIGO_API_KEY\b/, /AMIGO_API_KEY_ID/, /AMIGO_USER_ID/, /AMIGO_TOKEN/],
      afterwards: 'not_configured',
    },
    {
      ...call,
      fault: 'no user id',
      env: { AMIGO_USER_ID: '${AMIGO_USER_ID}' },
      code: 'not_configured',
      says: [/AMIGO_USER_ID/, /AMIGO_TOKEN/],
      never: /AMIGO_ORG_ID|AMIGO_API_KEY_ID/,
      afterwards: 'not_configured',
    },
    {
      ...call,
      fault: 'a wrong argument and no credentials',
      arguments: { limitt: 3 },
      env: none,
      code: 'invalid_input',
      says: [/limitt/, /limit\b/],
      afterwards: 'not_configured',
    },
    {
      ...call,
      fault: 'nobody listens there',
      env: { AMIGO_API_BASE_URL: `http://127.0.0.1:${port}` },
      code: 'network',
      says: [/ECONNREFUSED/, /base URL/],
      afterwards: 'network',
    },
    {
      ...call,
      fault: 'a tool that is switched off',
      tool: 'delete_metric',
      arguments: {},
      env: { AMIGO_ACCESS: 'author' },
      code: 'not_allowed',
      says: [/AMIGO_ACCESS=full/],
    },
  ]);
  const elsewhere = redirect(`http://localhost:${port}/`);
  prove([
    {
      ...call,
      fault: 'sign-in is sent to another host',
      peer: (peer) => peer.onSignIn(elsewhere),
      code: 'upstream_error',
      signIns: 1,
      afterwards: 'upstream_error',
    },
  ]);
});
