import { describe } from 'vitest';
import {
  after,
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
  type Reaction,
} from '../support/peer.ts';
import { bare, type Case, PLANTED, prove } from './fault-rows.ts';
import {
  CONVERSATION,
  METRIC,
  metric,
  metrics,
  OTHER,
  result,
  results,
  version,
  versions,
  WIRE,
} from '../support/amigo.ts';

const SHORT = { AMIGO_CALL_TIMEOUT_SECONDS: '5' };
const good = json({
  metrics: [{ metric_id: METRIC, value: true, references: [], justification: 'It greets.' }],
});
/** A verdict on each metric that was asked for. */
const verdicts: Reaction = (seen, response) => {
  const { metric_ids }: { metric_ids: string[] } = JSON.parse(seen.body);
  const rows = metric_ids.map((metric_id) => ({
    metric_id,
    value: true,
    references: [],
    justification: 'Yes.',
  }));
  return json({ metrics: rows })(seen, response);
};
const TWELVE = Array.from({ length: 12 }, (_, i) => i.toString(16).padStart(24, 'a'));
const FIVE = TWELVE.slice(0, 5);
const FORTY = Array.from({ length: 40 }, (_, i) => i.toString(16).padStart(24, 'c'));

type Fault = Pick<Case, 'fault' | 'code' | 'says' | 'never' | 'env' | 'signIns' | 'calls' | 'next'> & {
  /** Arguments that are not the usual ones. */
  readonly given?: Case['arguments'];
  /** How the evaluation is reacted to, where that is not a list of reactions. */
  readonly peer?: Case['peer'];
  /** What the earlier results are answered with; none unless said. */
  readonly earlier?: Reaction;
  /** What metrics' names are answered with; well unless said. */
  readonly names?: Reaction;
  readonly reactions: readonly Reaction[];
  readonly sent: number;
};

const lost = (fault: string, reaction: Reaction): Fault => ({
  fault,
  reactions: [reaction],
  code: 'outcome_unknown',
  says: [/not sent again/, /get_metric_evaluation_results/],
  sent: 1,
});

/** Each run pays a judge: whatever happens, it is never sent twice unless it surely did not run. */
const FAULTS: readonly Fault[] = [
  { fault: 'refused with 400', reactions: [bare(400)], code: 'rejected', says: [/status 400/], sent: 1 },
  {
    fault: 'refused with 403',
    reactions: [bare(403)],
    code: 'forbidden',
    says: [/Metric:EvaluateMetric/],
    sent: 1,
  },
  {
    fault: 'refused with 404',
    reactions: [bare(404)],
    code: 'not_found',
    says: [/conversation_id/],
    sent: 1,
  },
  { fault: 'refused with 409', reactions: [bare(409)], code: 'conflict', sent: 1 },
  { fault: 'refused with 422', reactions: [bare(422)], code: 'rejected', says: [/status 422/], sent: 1 },
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
  { fault: 'token expired once', reactions: [bare(401), good], code: 'success', sent: 2, signIns: 2 },
  { fault: '429 once', reactions: [json({}, 429, { 'retry-after': '1' }), good], code: 'success', sent: 2 },
  lost('500', bare(500)),
  lost('502', bare(502)),
  lost('503', bare(503)),
  lost('504', bare(504)),
  lost('a reset', reset()),
  lost('an unasked 100', informed([100], good)),
  lost('half an answer', half('{"met', 'close')),
  lost('a page of HTML with status 200', text('<html>done</html>', 200, { 'content-type': 'text/html' })),
  lost('an answer that breaks the contract', json([])),
  lost('9 MiB', oversized(9 * 2 ** 20)),
  lost('an empty body', text('', 200)),
  {
    fault: 'a redirect to another host',
    reactions: [],
    peer: (peer, elsewhere) => peer.on(WIRE.evaluate, redirect(elsewhere)),
    code: 'outcome_unknown',
    says: [/not sent again/],
    sent: 1,
  },
  {
    fault: 'an answer without the metric',
    reactions: [json({ metrics: [] })],
    code: 'upstream_error',
    says: [/get_metric_evaluation_results/],
    sent: 1,
  },
  {
    fault: 'a verdict that cannot be read',
    reactions: [json({ metrics: [{ metric_id: METRIC, value: { is: true }, justification: 'x' }] })],
    code: 'upstream_error',
    says: [/get_metric_evaluation_results/],
    sent: 1,
  },
  {
    fault: 'verdicts on other metrics, and one of them twice',
    reactions: [
      json({
        metrics: [OTHER, METRIC, METRIC].map((metric_id) => ({ metric_id, value: true, justification: 'x' })),
      }),
    ],
    code: 'success',
    says: [/1 metric judged/],
    never: new RegExp(OTHER),
    sent: 1,
  },
  {
    fault: 'one ten of two fails',
    given: { metric_ids: TWELVE, conversation_id: CONVERSATION },
    reactions: [bare(500), verdicts],
    code: 'success',
    says: [/ judged, (?:10|2) failed/, /outcome_unknown/],
    sent: 2,
  },
  {
    fault: 'both tens fail',
    given: { metric_ids: TWELVE, conversation_id: CONVERSATION },
    reactions: [bare(500)],
    code: 'outcome_unknown',
    says: [/get_metric_evaluation_results/],
    sent: 2,
  },
  {
    fault: 'one ten is refused, the other may have been judged',
    given: { metric_ids: TWELVE, conversation_id: CONVERSATION },
    reactions: [bare(400), bare(502)],
    code: 'outcome_unknown',
    sent: 2,
  },
  {
    fault: '200 runs, of whose requests some fail in every way',
    given: { metric_ids: FIVE, conversation_id: FORTY },
    reactions: Array.from({ length: 8 }, () => [verdicts, bare(500), verdicts, bare(400), reset()]).flat(),
    code: 'success',
    says: [/^200 evaluations: 80 judged, 120 failed\./],
    sent: 40,
  },
  {
    fault: '200 runs, of whose answers all are lost',
    given: { metric_ids: FIVE, conversation_id: FORTY },
    reactions: [reset()],
    code: 'outcome_unknown',
    says: [/200 evaluations of 200 may have been judged, in the conversations /],
    sent: 40,
  },
  {
    fault: '200 runs, a judge that takes 20 seconds: what was sent is judged, the rest cost nothing',
    given: { metric_ids: FIVE, conversation_id: FORTY },
    reactions: [slow(20_000, verdicts)],
    code: 'success',
    says: [/^200 evaluations: 60 judged, 140 not sent\./],
    env: { AMIGO_CALL_TIMEOUT_SECONDS: '45' },
    sent: 12,
  },
  {
    fault: 'no answer by the deadline',
    reactions: [hang()],
    code: 'success',
    says: [/pending/],
    env: SHORT,
    sent: 1,
  },
  {
    fault: 'three equal calls without an answer',
    reactions: [hang()],
    code: 'success',
    says: [/pending/],
    env: SHORT,
    calls: 3,
    sent: 1,
  },
  {
    fault: 'a verdict that comes after the deadline: joined, handed over once, then paid again',
    reactions: [],
    // The fifth request is that of the call in between.
    peer: (peer) => peer.on(WIRE.evaluate, after(peer.received(5), good), good),
    code: 'success',
    says: [/pending/],
    env: SHORT,
    next: [
      { tool: 'get_metric_versions', arguments: { metric_id: OTHER }, code: 'success' },
      { code: 'success', says: [/1 metric judged/, /It greets/] },
      { code: 'success', says: [/1 metric judged/] },
    ],
    sent: 2,
  },
  {
    fault: 'a limit of one, twice',
    reactions: [good],
    code: 'success',
    env: { AMIGO_EVALUATION_LIMIT: '1' },
    next: [{ code: 'not_allowed', says: [/AMIGO_EVALUATION_LIMIT/] }],
    sent: 1,
  },
  {
    fault: 'a limit of one, which a refusal does not touch',
    reactions: [bare(400), good],
    code: 'rejected',
    env: { AMIGO_EVALUATION_LIMIT: '1' },
    next: [{ code: 'success' }],
    sent: 2,
  },
  {
    fault: 'a limit of one, which a failure spends',
    reactions: [bare(500)],
    code: 'outcome_unknown',
    env: { AMIGO_EVALUATION_LIMIT: '1' },
    next: [{ code: 'not_allowed' }],
    sent: 1,
  },
  {
    fault: 'the earlier results are rate-limited',
    reactions: [good],
    earlier: json({}, 429, { 'retry-after': '300' }),
    code: 'rate_limited',
    says: [/compare_with_previous: false/, /300 s/],
    sent: 0,
  },
  {
    fault: 'the earlier results do not come',
    reactions: [good],
    earlier: hang(),
    code: 'rate_limited',
    says: [/compare_with_previous: false/],
    env: SHORT,
    sent: 0,
  },
  {
    fault: 'the earlier results are forbidden',
    reactions: [good],
    earlier: bare(403),
    code: 'forbidden',
    says: [/Metric:GetMetricEvaluationResult/],
    sent: 0,
  },
  {
    fault: 'the earlier results are not wanted, and would fail',
    given: { metric_ids: [METRIC], conversation_id: CONVERSATION, compare_with_previous: false },
    reactions: [good],
    earlier: bare(500),
    code: 'success',
    says: [/1 metric judged/],
    sent: 1,
  },
  {
    fault: 'an earlier result of another conversation comes along',
    reactions: [good],
    earlier: results(result({ result: false, source: { type: 'manual', conversation_id: OTHER } })),
    code: 'success',
    says: [/1 metric judged/],
    never: /before: false|unchanged/,
    sent: 1,
  },
  {
    fault: 'the names cannot be read',
    reactions: [good],
    names: bare(500),
    code: 'success',
    says: [/1 metric judged/],
    sent: 1,
  },
  {
    fault: 'a sign-in that takes its time, though the judge takes longer',
    reactions: [],
    peer(peer) {
      peer.onSignIn(slow(400, issue(PLANTED.token)));
      peer.on(WIRE.evaluate, slow(1_000, good));
    },
    code: 'success',
    says: [/Greets the caller/],
    sent: 1,
  },
  {
    fault: 'names that take their time, though the judge takes longer',
    reactions: [],
    peer(peer) {
      let named = () => {};
      const list = new Promise<void>((resolve) => {
        named = resolve;
      });
      peer.on(
        WIRE.list,
        slow(2_000, (seen, response) => {
          response.on('close', named);
          return metrics(metric())(seen, response);
        }),
      );
      peer.on(WIRE.evaluate, after(list, slow(200, good)));
    },
    code: 'success',
    says: [/Greets the caller/],
    sent: 1,
  },
  {
    fault: 'names that come when the judge has long been done',
    reactions: [good],
    names: hang(),
    code: 'success',
    says: [/1 metric judged/],
    sent: 1,
  },
  {
    fault: 'a spent limit',
    reactions: [good],
    code: 'not_allowed',
    says: [/AMIGO_EVALUATION_LIMIT/],
    env: { AMIGO_EVALUATION_LIMIT: '0' },
    sent: 0,
    signIns: 0,
  },
];

describe('evaluations', () => {
  prove(
    FAULTS.map(({ reactions, sent, given, peer: failing, earlier, names, ...fault }) => ({
      ...fault,
      tool: 'evaluate_metrics',
      arguments: given ?? { metric_ids: [METRIC], conversation_id: CONVERSATION },
      peer(peer, elsewhere) {
        failing?.(peer, elsewhere);
        peer.on(WIRE.evaluate, ...reactions);
        peer.on(WIRE.results, earlier ?? results());
        peer.on(WIRE.list, names ?? metrics(metric()));
        peer.on(WIRE.versions, versions(version()));
      },
      only: 'evaluate',
      wire: { evaluate: sent },
    })),
    { built: true },
  );
});
