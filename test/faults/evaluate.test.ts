import { describe } from 'vitest';
import { half, hang, json, reset, type Reaction } from '../support/peer.ts';
import { METRIC, metric, metrics, prove, results, version, versions, WIRE, type Case } from './stage.ts';

const CONVERSATION = 'c1b2c3d4e5f6a1b2c3d4e5f6';
const SHORT = { AMIGO_CALL_TIMEOUT_SECONDS: '5' };
const good = json({
  metrics: [{ metric_id: METRIC, value: true, references: [], justification: 'It greets.' }],
});
const bare = (status: number) => json({ detail: `status ${status}` }, status);

type Fault = Pick<Case, 'fault' | 'code' | 'says' | 'never' | 'env' | 'signIns' | 'calls'> & {
  readonly reactions: readonly Reaction[];
  readonly sent: number;
};

const lost = (fault: string, reaction: Reaction): Fault => ({
  fault,
  reactions: [reaction],
  code: 'outcome_unknown',
  says: [/get_metric_evaluation_results/],
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
  { fault: 'token expired once', reactions: [bare(401), good], code: 'success', sent: 2, signIns: 2 },
  { fault: '429 once', reactions: [json({}, 429, { 'retry-after': '1' }), good], code: 'success', sent: 2 },
  lost('500', bare(500)),
  lost('502', bare(502)),
  lost('503', bare(503)),
  lost('504', bare(504)),
  lost('a reset', reset()),
  lost('half an answer', half('{"met', 'close')),
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
    fault: 'a spent limit',
    reactions: [good],
    code: 'not_allowed',
    says: [/AMIGO_EVALUATION_LIMIT/],
    env: { AMIGO_EVALUATION_LIMIT: '0' },
    sent: 0,
    signIns: 0,
  },
];

const call = { tool: 'evaluate_metrics', arguments: { metric_ids: [METRIC], conversation_id: CONVERSATION } };

describe('evaluations', () => {
  prove([
    ...FAULTS.map(({ reactions, sent, ...fault }): Case => ({
      ...fault,
      ...call,
      peer(peer) {
        peer.on(WIRE.list, metrics(metric()));
        peer.on(WIRE.versions, versions(version()));
        peer.on(WIRE.results, results());
        peer.on(WIRE.evaluate, ...reactions);
      },
      only: 'evaluate',
      wire: { evaluate: sent },
    })),
    {
      ...call,
      fault: 'the earlier results are rate-limited',
      peer(peer) {
        peer.on(WIRE.list, metrics(metric()));
        peer.on(WIRE.results, json({}, 429, { 'retry-after': '300' }));
        peer.on(WIRE.evaluate, good);
      },
      code: 'rate_limited',
      says: [/compare_with_previous/],
      only: 'evaluate',
      wire: { evaluate: 0 },
    },
  ]);
});
