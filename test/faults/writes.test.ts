import { describe } from 'vitest';
import {
  after,
  CLOSED_PORT,
  half,
  hang,
  informed,
  issue,
  json,
  oversized,
  redirect,
  reset,
  slow,
  text,
  type Peer,
  type Reaction,
} from '../support/peer.ts';
import { bare, type Case, PLANTED, prove } from './fault-rows.ts';
import { METRIC, metric, metrics, OTHER, version, versions, WIRE } from '../support/amigo.ts';

const DEFINITION = { description: 'Does the agent greet?', metric_value: { type: 'boolean' } };
const RENEWED = { ...DEFINITION, description: 'Does the agent greet by name?' };
const newest = (...rows: readonly object[]) => versions(...rows);

/** A write, the peer before it and what a look finds after it. */
interface Write {
  readonly tool: 'create_metric' | 'create_metric_version' | 'update_metric' | 'delete_metric';
  readonly on: 'create' | 'createVersion' | 'update' | 'remove';
  readonly arguments: Readonly<Record<string, unknown>>;
  readonly good: unknown;
  readonly permission: RegExp;
  /** What a conflict names. */
  readonly inConflict: RegExp;
  /** What a conflict names when nothing can be read after it. */
  readonly blindly: RegExp;
  /** The repeat that is safe. */
  readonly repeat: RegExp;
  /** The state that the peer shows: before the write, or with its effect. */
  show(peer: Pick<Peer, 'on'>, done: () => boolean): void;
}

/** One of two answers, as the state is when it is asked for. */
const either =
  (done: () => boolean, after: Reaction, before: Reaction): Reaction =>
  (seen, response) =>
    (done() ? after : before)(seen, response);

const WRITES: readonly Write[] = [
  {
    tool: 'create_metric',
    on: 'create',
    arguments: { name: 'Greets the caller', ...DEFINITION },
    good: { id: METRIC },
    permission: /Metric:CreateMetric/,
    inConflict: new RegExp(METRIC),
    blindly: /search_metrics/,
    repeat: /repeating the same call is safe/i,
    show(peer, done) {
      peer.on(WIRE.search, either(done, metrics(metric()), metrics()));
      peer.on(WIRE.list, either(done, metrics(metric()), metrics()));
      peer.on(WIRE.versions, newest(version()));
    },
  },
  {
    tool: 'create_metric_version',
    on: 'createVersion',
    arguments: { metric_id: METRIC, ...RENEWED, version: 2 },
    good: { version: 2 },
    permission: /Metric:ModifyMetric/,
    inConflict: /\b3\b/,
    blindly: /get_metric_versions/,
    repeat: /version 2|version: 2|"version":\s*2/,
    show(peer, done) {
      peer.on(WIRE.list, metrics(metric()));
      const second = version(METRIC, { ...RENEWED, version: 2 });
      peer.on(WIRE.versions, either(done, newest(second), newest(version())));
    },
  },
  {
    tool: 'update_metric',
    on: 'update',
    arguments: { metric_id: METRIC, additional_notes: 'Ask the team.' },
    good: {},
    permission: /Metric:ModifyMetric/,
    inConflict: /get_metrics/,
    blindly: /get_metrics/,
    repeat: /safe/,
    show(peer, done) {
      const changed = metric(METRIC, { additional_notes: 'Ask the team.' });
      peer.on(WIRE.list, either(done, metrics(changed), metrics(metric())));
      peer.on(WIRE.versions, newest(version()));
    },
  },
  {
    tool: 'delete_metric',
    on: 'remove',
    arguments: { metric_id: METRIC, confirm_name: 'Greets the caller' },
    good: {},
    permission: /Metric:DeleteMetric/,
    inConflict: /get_metrics/,
    blindly: /get_metrics/,
    repeat: /safe/,
    show(peer, done) {
      // Deleted metrics are listed only when they are asked for.
      peer.on(WIRE.list, (seen, response) => {
        const deleted = seen.query.get('is_deleted') === 'true';
        const rows = deleted === done() ? [metric(METRIC, { is_deleted: deleted })] : [];
        return metrics(...rows)(seen, response);
      });
      peer.on(WIRE.versions, newest(version()));
    },
  },
];

type Fault = Pick<Case, 'fault' | 'code' | 'says' | 'never' | 'signIns' | 'env'> & {
  /** The reactions of the peer to the write. */
  readonly reactions: readonly Reaction[];
  /** Requests of the write on the wire. */
  readonly sent: number;
  /** Whether Amigo carries it out although it fails. */
  readonly executed?: boolean;
  /** How every read fails from the write on. */
  readonly blind?: Reaction;
  /** The reaction to the write, where it is about another host. */
  readonly elsewhere?: (url: string) => Reaction;
};

/** What nobody can know after an ambiguous failure. */
const CLAIM = /nothing (was|has been|is) (changed|created|deleted|written|sent)/i;
const PAGE = `<html>${PLANTED.html}</html>`;
const SHORT = { AMIGO_CALL_TIMEOUT_SECONDS: '6' };

const BROKEN: readonly (readonly [string, Reaction, Readonly<Record<string, string>>?])[] = [
  ['500', bare(500)],
  ['502', bare(502)],
  ['503', bare(503)],
  ['504', bare(504)],
  ['a reset', reset()],
  ['half an answer', half('{"id', 'close')],
  ['a page of HTML with status 200', text(PAGE, 200, { 'content-type': 'text/html' })],
  ['9 MiB', oversized(9 * 2 ** 20)],
  // The HTTP client ends the connection at a 100 that it did not ask for.
  ['an unasked 100', informed([100], json({}))],
  ['silence', hang(), SHORT],
];

const faults = ({ good, permission, repeat, inConflict, blindly }: Write): readonly Fault[] => [
  {
    fault: 'refused with 409, for somebody was faster',
    reactions: [bare(409)],
    executed: true,
    code: 'conflict',
    says: [inConflict],
    sent: 1,
  },
  {
    fault: 'refused with 409, and nothing can be read after it',
    reactions: [bare(409)],
    blind: bare(403),
    code: 'conflict',
    says: [blindly],
    sent: 1,
  },
  { fault: 'refused with 400', reactions: [bare(400)], code: 'rejected', says: [/status 400/], sent: 1 },
  { fault: 'refused with 404', reactions: [bare(404)], code: 'not_found', says: [/get_metrics/], sent: 1 },
  { fault: 'refused with 403', reactions: [bare(403)], code: 'forbidden', says: [permission], sent: 1 },
  { fault: 'refused with 422', reactions: [bare(422)], code: 'rejected', says: [/status 422/], sent: 1 },
  { fault: 'token expired once', reactions: [bare(401), json(good)], code: 'success', sent: 2, signIns: 2 },
  {
    fault: 'refused with 401 twice',
    reactions: [bare(401)],
    code: 'unauthenticated',
    says: [/token/],
    sent: 2,
    signIns: 2,
  },
  {
    fault: '429 whose wait does not fit',
    reactions: [json({}, 429, { 'retry-after': '300' })],
    code: 'rate_limited',
    says: [/300 seconds/],
    sent: 1,
  },
  {
    fault: '429 once',
    reactions: [json({}, 429, { 'retry-after': '1' }), json(good)],
    code: 'success',
    never: /confirmed_after_failure/,
    sent: 2,
  },
  {
    fault: 'a redirect to another host',
    reactions: [],
    elsewhere: redirect,
    code: 'outcome_unknown',
    says: [repeat],
    never: CLAIM,
    sent: 1,
  },
  {
    fault: '500, and it cannot be looked up',
    reactions: [bare(500)],
    blind: bare(403),
    code: 'outcome_unknown',
    says: [/could not be looked up/, repeat],
    never: CLAIM,
    sent: 1,
  },
  {
    fault: 'silence, and silence to the look as well',
    reactions: [hang()],
    blind: hang(),
    code: 'outcome_unknown',
    says: [/could not be looked up/, repeat],
    never: CLAIM,
    sent: 1,
    env: SHORT,
  },
  ...BROKEN.flatMap(([name, reaction, env]): Fault[] => [
    {
      fault: `${name} after it was carried out`,
      reactions: [reaction],
      executed: true,
      code: 'success',
      says: [/Confirmed after a failure/],
      sent: 1,
      ...(env && { env }),
    },
    {
      fault: `${name} and nothing to be seen`,
      reactions: [reaction],
      code: 'outcome_unknown',
      says: [/not visible yet/, repeat],
      never: CLAIM,
      sent: 1,
      ...(env && { env }),
    },
  ]),
];

/** An answer of a creation that does not say what was created. */
const EMPTY: readonly Fault[] = [
  {
    fault: 'an empty object after it was carried out',
    reactions: [json({})],
    executed: true,
    code: 'success',
    says: [/Confirmed after a failure/],
    sent: 1,
  },
  {
    fault: 'an empty object and nothing to be seen',
    reactions: [json({})],
    code: 'outcome_unknown',
    never: CLAIM,
    sent: 1,
  },
];
/** An answer of a creation that cannot be right, though it says that all is well. */
const IMPOSSIBLE: Readonly<Record<string, readonly unknown[]>> = {
  create_metric: [{ id: '' }, { id: 'laborum sit' }, { id: 7 }],
  create_metric_version: [{ version: 7 }, { version: -95_687_860 }, { version: '2' }],
};
const impossible = ({ tool, repeat }: Write): Fault[] =>
  (IMPOSSIBLE[tool] ?? []).flatMap((body) => [
    {
      fault: `${JSON.stringify(body)} after it was carried out`,
      reactions: [json(body)],
      executed: true,
      code: 'success',
      says: [/Confirmed after a failure/],
      sent: 1,
    },
    {
      fault: `${JSON.stringify(body)} and nothing to be seen`,
      reactions: [json(body)],
      code: 'upstream_error',
      says: [/was sent.*not known whether/, /not visible yet/, repeat],
      never: CLAIM,
      sent: 1,
    },
  ]);
/** An answer of other writes that says nothing, as it may. */
const SILENT: readonly Fault[] = [
  { fault: 'an empty body', reactions: [text('', 200)], code: 'success', sent: 1 },
  { fault: '204', reactions: [text('', 204)], code: 'success', sent: 1 },
];

describe('writes', async () => {
  prove(
    WRITES.flatMap((write) => [
      ...faults(write).map((fault) => ofWrite(write, fault)),
      ...(write.tool.startsWith('create') ? EMPTY : SILENT).map((fault) => ofWrite(write, fault)),
      ...impossible(write).map((fault) => ofWrite(write, fault)),
    ]),
    { built: true },
  );

  // What a write is answered with besides is read at the same time, or just before it.
  prove(
    (
      [
        ['create_metric', 'create', { name: 'Greets the caller well', ...DEFINITION }, /similar_name/, 1_700],
        [
          'create_metric_version',
          'createVersion',
          { metric_id: METRIC, ...RENEWED, version: 2 },
          /by name/,
          400,
        ],
      ] as const
    ).map(([tool, on, given, says, signInMs]) => ({
      fault: 'a sign-in that takes its time',
      tool,
      arguments: given,
      peer(peer) {
        peer.onSignIn(slow(signInMs, issue(PLANTED.token)));
        peer.on(WIRE.search, metrics(metric()));
        peer.on(WIRE.versions, newest(version()));
        // The search and the write: the one is answered when the other has been for a while.
        peer.on(WIRE.create, after(peer.received(2), slow(200, json({ id: OTHER }))));
        peer.on(WIRE.createVersion, json({ version: 2 }));
      },
      code: 'success',
      says: [says],
      never: /could not be read/,
      only: on,
      wire: { [on]: 1 },
    })),
  );

  prove(
    WRITES.map(({ tool, arguments: given }) => ({
      fault: 'nobody listens there: surely not sent',
      tool,
      arguments: given,
      peer: () => {},
      env: {
        AMIGO_API_BASE_URL: `http://127.0.0.1:${CLOSED_PORT}`,
        AMIGO_API_KEY: '',
        AMIGO_TOKEN: PLANTED.token,
      },
      code: 'network',
      says: [/ECONNREFUSED.*Nothing was changed/],
      wire: {},
      signIns: 0,
      afterwards: 'network',
    })),
  );
});

function ofWrite(write: Write, { reactions, elsewhere, sent, executed, blind, ...fault }: Fault): Case {
  return {
    ...fault,
    tool: write.tool,
    arguments: write.arguments,
    peer(peer, other) {
      let arrived = false;
      const show: Pick<Peer, 'on'> = {
        on(operation, ...answers) {
          const failing = answers.map(
            (answer): Reaction =>
              (seen, response) =>
                (arrived && blind ? blind : answer)(seen, response),
          );
          peer.on(operation, ...failing);
        },
      };
      write.show(show, () => executed === true && arrived);
      peer.on(
        WIRE[write.on],
        ...(elsewhere ? [elsewhere(other)] : reactions).map((reaction): Reaction => (seen, response) => {
          arrived = true;
          return reaction(seen, response);
        }),
      );
      peer.onSignIn(json({ id_token: PLANTED.token, expires_at: '2100-01-01T00:00:00Z' }));
    },
    only: write.on,
    wire: { [write.on]: sent },
  };
}
