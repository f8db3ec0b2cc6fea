import { describe } from 'vitest';
import {
  bomb,
  drip,
  half,
  hang,
  json,
  oversized,
  raw,
  redirect,
  reset,
  text,
  type Reaction,
} from '../support/peer.ts';
import { bare, type Case, PLANTED, prove } from './fault-rows.ts';
import { METRIC, metric, metrics, result, results, version, versions, WIRE } from '../support/amigo.ts';

type Fault = Pick<Case, 'fault' | 'code' | 'says' | 'never' | 'signIns' | 'env'> & {
  readonly reactions: readonly Reaction[];
  /** The reaction to every request, where it is about another host. */
  readonly elsewhere?: (url: string) => Reaction;
  /** Requests on the wire. */
  readonly sent: number;
};

const READS = [
  {
    tool: 'get_metrics',
    on: 'list',
    arguments: {},
    good: metrics(metric()),
    partly: metrics(metric(), { id: 7 }),
  },
  {
    tool: 'search_metrics',
    on: 'search',
    arguments: { query: 'greets' },
    good: metrics(metric()),
    partly: metrics(metric(), { _id: 7 }),
  },
  {
    tool: 'get_metric_versions',
    on: 'versions',
    arguments: { metric_id: METRIC },
    good: versions(version()),
    partly: versions(version(), version(METRIC, { version: 'two' })),
  },
  {
    tool: 'get_metric_evaluation_results',
    on: 'results',
    arguments: {},
    good: results(),
    partly: results(result(), result({ id: 7 })),
  },
] as const;

const PAGE = `<html>${PLANTED.html}${'gateway '.repeat(2_000)}</body></html>`;
const JSON_TYPE = { 'content-type': 'application/json' };
const HTML = { 'content-type': 'text/html' };
const SHORT = { AMIGO_CALL_TIMEOUT_SECONDS: '5' };
const HEAD = 'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n';
const EMPTY = '{"metrics": [], "has_more": false}';
const repeatsSecrets: Reaction = (seen, response) => {
  const token = (seen.headers.authorization ?? '').replace('Bearer ', '');
  return json({ detail: `key ${PLANTED.key}, token ${token}` }, 400)(seen, response);
};
const deep = '['.repeat(100_000) + ']'.repeat(100_000);

/** Faults that every reading tool meets. `good` is what the peer answers when it has recovered. */
const everywhere = (good: Reaction, partly: Reaction): readonly Fault[] => [
  { fault: 'refused with 400', reactions: [bare(400)], code: 'rejected', says: [/status 400/], sent: 1 },
  { fault: 'token expired once', reactions: [bare(401), good], code: 'success', sent: 2, signIns: 2 },
  {
    fault: 'refused with 401 twice',
    reactions: [bare(401)],
    code: 'unauthenticated',
    says: [/token/i],
    sent: 2,
    signIns: 2,
  },
  {
    fault: 'refused with 403',
    reactions: [bare(403)],
    code: 'forbidden',
    says: [/Metric:GetMetric/],
    sent: 1,
  },
  { fault: 'refused with 404', reactions: [bare(404)], code: 'not_found', says: [/get_metrics/], sent: 1 },
  {
    fault: 'refused with 422 and a list of details',
    reactions: [json({ detail: [{ loc: ['query', 'x'], msg: 'is odd', type: 'odd' }] }, 422)],
    code: 'rejected',
    says: [/is odd/],
    sent: 1,
  },
  {
    fault: '429 whose wait fits',
    reactions: [json({}, 429, { 'retry-after': '1' }), good],
    code: 'success',
    sent: 2,
  },
  {
    fault: '429 whose wait does not fit',
    reactions: [json({}, 429, { 'retry-after': '300' })],
    code: 'rate_limited',
    says: [/300 seconds/],
    sent: 1,
  },
  { fault: '500 once', reactions: [bare(500), good], code: 'success', sent: 2 },
  { fault: '500 always', reactions: [bare(500)], code: 'upstream_error', says: [/500/], sent: 3 },
  { fault: 'reset before an answer', reactions: [reset(), good], code: 'success', sent: 2 },
  { fault: 'an HTML error page', reactions: [text(PAGE, 502, HTML)], code: 'upstream_error', sent: 3 },
  {
    fault: 'an answer that breaks the contract',
    reactions: [json({ has_more: 7 })],
    code: 'upstream_error',
    sent: 1,
  },
  { fault: 'a list where an object belongs', reactions: [json([])], code: 'upstream_error', sent: 1 },
  {
    fault: 'a row that cannot be read',
    reactions: [partly],
    code: 'success',
    says: [/(?:1|one) .*(?:could not be read|unreadable)/i],
    sent: 1,
  },
  {
    fault: 'silence past the deadline',
    reactions: [hang()],
    env: SHORT,
    code: 'timeout',
    says: [/AMIGO_CALL_TIMEOUT_SECONDS/],
    sent: 1,
  },
];

/** Faults of the wire itself, below any tool. */
const once = (good: Reaction): readonly Fault[] => [
  { fault: 'refused with 409', reactions: [bare(409)], code: 'conflict', sent: 1 },
  { fault: '502 once', reactions: [bare(502), good], code: 'success', sent: 2 },
  { fault: '503 once', reactions: [bare(503), good], code: 'success', sent: 2 },
  { fault: '504 twice', reactions: [bare(504), bare(504), good], code: 'success', sent: 3 },
  { fault: '503 always', reactions: [bare(503)], code: 'maintenance', says: [/maintenance/], sent: 3 },
  { fault: 'reset always', reactions: [reset()], code: 'network', says: [/base URL/], sent: 3 },
  {
    fault: 'half a body, then the end',
    reactions: [half('{"metr', 'close'), good],
    code: 'success',
    sent: 2,
  },
  { fault: 'half a body, then silence', reactions: [half('{"metr')], env: SHORT, code: 'timeout', sent: 1 },
  { fault: 'a body that drips', reactions: [drip(50)], env: SHORT, code: 'timeout', sent: 1 },
  {
    fault: 'a body of 9 MiB',
    reactions: [oversized(9 * 2 ** 20)],
    code: 'upstream_error',
    says: [/8 MiB/],
    sent: 1,
  },
  {
    fault: 'a small body that unpacks to 64 MiB',
    reactions: [bomb(64 * 2 ** 20)],
    code: 'upstream_error',
    sent: 1,
  },
  { fault: 'HTML with status 200', reactions: [text(PAGE, 200, HTML)], code: 'upstream_error', sent: 1 },
  {
    fault: 'truncated JSON',
    reactions: [text('{"metrics": [', 200, JSON_TYPE)],
    code: 'upstream_error',
    sent: 1,
  },
  {
    fault: 'JSON a hundred thousand deep',
    reactions: [text(`{"metrics": ${deep}}`, 200, JSON_TYPE)],
    code: 'upstream_error',
    sent: 1,
  },
  {
    fault: '__proto__ among the fields',
    reactions: [text('{"__proto__": {"has_more": 7}, "metrics": [], "has_more": false}', 200, JSON_TYPE)],
    code: 'success',
    sent: 1,
  },
  {
    fault: 'an empty body with status 200',
    reactions: [text('', 200, JSON_TYPE)],
    code: 'upstream_error',
    sent: 1,
  },
  {
    fault: 'bytes that are not HTTP',
    reactions: [raw('SSH-2.0-x\r\n\r\n')],
    code: 'upstream_error',
    sent: 1,
  },
  {
    fault: 'a redirect on the same host',
    reactions: [redirect('/v1/org/metric')],
    code: 'upstream_error',
    sent: 1,
  },
  {
    fault: 'a redirect to another host',
    reactions: [],
    elsewhere: redirect,
    code: 'upstream_error',
    sent: 1,
  },
  {
    fault: '429 three times without saying how long',
    reactions: [json({}, 429)],
    code: 'rate_limited',
    says: [/60 seconds/],
    sent: 3,
  },
  {
    fault: '429 whose wait is no time',
    reactions: [json({}, 429, { 'retry-after': 'soon' }), good],
    code: 'success',
    sent: 2,
  },
  {
    fault: '503 that says two minutes',
    reactions: [json({}, 503, { 'retry-after': '120' })],
    code: 'maintenance',
    says: [/120 seconds/],
    sent: 1,
  },
  {
    fault: 'a refusal that repeats the key and the token',
    reactions: [repeatsSecrets],
    code: 'rejected',
    says: [/key \[redacted\], token \[redacted\]/],
    sent: 1,
  },
  {
    fault: 'a refusal that holds markup',
    reactions: [json({ detail: 'no <b onclick="x">such</b> <script src="y"></script>field' }, 400)],
    code: 'rejected',
    says: [/no such field/],
    never: /[<>]/,
    sent: 1,
  },
  {
    fault: 'a refusal of 8 MB without an end',
    reactions: [text('x <a'.padEnd(8_000_000, '<a'), 400)],
    code: 'rejected',
    sent: 1,
  },
  {
    fault: 'a refusal whose details are no text',
    reactions: [json({ detail: [{ loc: [{ toString: 1 }, 'body'], msg: 'is odd' }] }, 422)],
    code: 'rejected',
    says: [/"body: is odd"/],
    sent: 1,
  },
  { fault: 'a refusal without a word', reactions: [text('', 400)], code: 'rejected', says: [/400/], sent: 1 },
  { fault: '204 and no body', reactions: [text('', 204)], code: 'upstream_error', sent: 1 },
  {
    fault: 'headers of 100 kB',
    reactions: [json({}, 200, { 'x-long': 'y'.repeat(100_000) })],
    code: 'upstream_error',
    sent: 1,
  },
  {
    fault: 'a chunk whose length is none',
    reactions: [raw(`${HEAD}transfer-encoding: chunked\r\n\r\nZZ\r\n`)],
    code: 'upstream_error',
    sent: 1,
  },
  {
    fault: 'an early hint before the answer',
    reactions: [
      raw(`HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n${HEAD}connection: close\r\n\r\n${EMPTY}`),
    ],
    code: 'success',
    sent: 1,
  },
  {
    fault: 'another protocol instead of an answer',
    reactions: [raw('HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n'), good],
    code: 'success',
    sent: 2,
  },
  {
    fault: 'a byte order mark, and bytes that are not UTF-8',
    reactions: [
      text(
        Buffer.concat([
          Buffer.from('\ufeff{"metrics": [], "x": "'),
          Buffer.of(0xff),
          Buffer.from('", "has_more": false}'),
        ]),
        200,
        JSON_TYPE,
      ),
    ],
    code: 'success',
    sent: 1,
  },
];

describe('reads', () => {
  prove(
    READS.flatMap((read) => [
      ...everywhere(read.good, read.partly).map((fault) => ofRead(read, fault)),
      ...(read.on === 'list' ? once(read.good).map((fault) => ofRead(read, fault)) : []),
    ]),
    { built: true },
  );
});

function ofRead(read: (typeof READS)[number], { reactions, elsewhere, sent, ...fault }: Fault): Case {
  return {
    ...fault,
    tool: read.tool,
    arguments: read.arguments,
    // What the fault is not about answers well.
    peer(peer, other) {
      if (read.on !== 'list') peer.on(WIRE.list, read.on === 'search' ? metrics() : metrics(metric()));
      peer.on(WIRE[read.on], ...(elsewhere ? [elsewhere(other)] : reactions));
    },
    // Results are shown with their metrics' names, which are read at the same time.
    wire: { [read.on]: sent, ...(read.on === 'results' && { list: 1 }) },
    // Whoever has to wait for an operation's quota has to wait in the next call too.
    ...(read.on === 'versions' && fault.code === 'rate_limited' && { afterwards: 'rate_limited' }),
  };
}
