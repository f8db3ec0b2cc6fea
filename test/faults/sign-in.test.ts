import { describe } from 'vitest';
import {
  half,
  hang,
  issue,
  json,
  onlyFor,
  oversized,
  redirect,
  reset,
  text,
  type Peer,
  type Reaction,
} from '../support/peer.ts';
import { type Case, PLANTED, prove } from './fault-rows.ts';
import { metric, metrics, WIRE } from '../support/amigo.ts';

const HTML = { 'content-type': 'text/html' };
const LIST = { tool: 'get_metrics', arguments: {} };
const good = issue(PLANTED.token);
const page = { metrics: [metric()], has_more: false, continuation_token: null };

type Fault = Omit<Case, 'tool' | 'arguments' | 'peer' | 'wire'> & {
  /** A list of metrics unless said. */
  readonly call?: Pick<Case, 'tool' | 'arguments'>;
  readonly reactions: readonly Reaction[];
  readonly signIns: number;
  readonly peer?: (peer: Peer) => void;
  /** The reaction to every sign-in, where it is about another host. */
  readonly elsewhere?: (url: string) => Reaction;
  readonly sent?: number;
};

/** What becomes of a call when signing in fails. A refusal is remembered: the next call does not ask. */
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
  },
  {
    fault: 'sign-in hangs, three calls at once',
    call: {
      tool: 'create_metric',
      arguments: { name: 'Greets the caller', description: 'Does it?', metric_value: { type: 'boolean' } },
    },
    reactions: [hang(), good],
    code: 'timeout',
    says: [/Nothing was changed/],
    signIns: 1,
    env: { AMIGO_CALL_TIMEOUT_SECONDS: '5' },
    calls: 3,
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
  {
    fault: 'sign-in refused with 401, ten calls one after the other',
    reactions: [json({}, 401)],
    code: 'unauthenticated',
    next: Array.from({ length: 9 }, () => ({ code: 'unauthenticated' })),
    signIns: 1,
    afterwards: 'unauthenticated',
  },
  {
    fault: 'sign-in answers 429 without saying how long',
    reactions: [json({}, 429), json({}, 429), json({}, 429), good],
    code: 'rate_limited',
    says: [/60 seconds/],
    signIns: 3,
  },
  {
    fault: 'sign-in fails with 500 three times',
    reactions: [json({}, 500), json({}, 500), json({}, 500), good],
    code: 'upstream_error',
    says: [/sign-in/, /500/],
    signIns: 3,
  },
  {
    fault: 'sign-in answers 503 three times',
    reactions: [json({}, 503), json({}, 503), json({}, 503), good],
    code: 'maintenance',
    signIns: 3,
  },
  {
    fault: 'sign-in is reset three times',
    reactions: [reset(), reset(), reset(), good],
    code: 'network',
    says: [/base URL/],
    signIns: 3,
  },
  {
    fault: 'sign-in breaks off in the middle of its answer',
    reactions: [half('{"id_token": "', 'close'), good],
    code: 'success',
    signIns: 2,
  },
  {
    fault: 'sign-in answers 9 MiB',
    reactions: [oversized(9 * 2 ** 20), good],
    code: 'upstream_error',
    says: [/8 MiB/],
    signIns: 1,
  },
  {
    fault: 'sign-in gives a token that would break a header',
    reactions: [json({ id_token: `${PLANTED.token}\r\nx-api-key: 7` }), good],
    code: 'upstream_error',
    says: [/no token/],
    signIns: 1,
  },
  {
    fault: 'sign-in gives a number for a token',
    reactions: [json({ id_token: 7 }), good],
    code: 'upstream_error',
    signIns: 1,
  },
  {
    fault: 'sign-in gives a token that is over already',
    reactions: [issue(PLANTED.token, -60_000)],
    code: 'success',
    signIns: 1,
  },
  {
    fault: 'sign-in does not say how long its token is good',
    reactions: [json({ id_token: PLANTED.token })],
    code: 'success',
    signIns: 1,
  },
  {
    fault: 'sign-in is sent to another host',
    elsewhere: redirect,
    reactions: [],
    code: 'upstream_error',
    says: [/redirect/],
    signIns: 1,
    afterwards: 'upstream_error',
  },
  {
    fault: 'the first connection breaks before a byte is read',
    reactions: [good],
    peer(peer) {
      peer.refuseConnections(1);
      peer.on(WIRE.list, metrics(metric()));
    },
    code: 'success',
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
  {
    fault: 'every token is refused, six calls at once',
    reactions: [issue('stale'), issue(PLANTED.token)],
    peer: (peer) => peer.on(WIRE.list, json({}, 401)),
    code: 'unauthenticated',
    signIns: 2,
    calls: 6,
    sent: 12,
  },
  {
    fault: 'a ready token is refused',
    reactions: [good],
    env: { AMIGO_API_KEY: '', AMIGO_TOKEN: PLANTED.token },
    peer: (peer) => peer.on(WIRE.list, json({ detail: `${PLANTED.token} has expired` }, 401)),
    code: 'unauthenticated',
    says: [/AMIGO_TOKEN/, /\[redacted\] has expired/],
    signIns: 0,
    sent: 1,
  },
];

describe('sign-in', () => {
  prove(
    FAULTS.map(({ call = LIST, reactions, elsewhere, peer, sent, ...fault }) => ({
      ...fault,
      ...call,
      peer(each, other) {
        each.onSignIn(...(elsewhere ? [elsewhere(other)] : reactions));
        if (peer) peer(each);
        else each.on(WIRE.list, metrics(metric()));
      },
      wire: listed(sent ?? (fault.code === 'success' ? (fault.calls ?? 1) : 0)),
    })),
  );
});

function listed(times: number): Case['wire'] {
  return times > 0 ? { list: times } : {};
}
