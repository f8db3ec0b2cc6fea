import { describe } from 'vitest';
import { json } from '../support/peer.ts';
import {
  CONVERSATION,
  METRIC,
  metric,
  metrics,
  result,
  results,
  version,
  versions,
  WIRE,
} from '../support/amigo.ts';
import { type Case, prove } from './fault-rows.ts';

// Texts and numbers that the answers' schemas allow, and that no request could hold: they are never sent back.

const NONE = 'laborum sit';
const BELOW = -95_687_860;
const NAME = 'Greets the caller';
const DEFINITION = { description: 'Does the agent greet by name?', metric_value: { type: 'boolean' } };
const EVALUATION = { metric_ids: [NAME], conversation_id: CONVERSATION };

const CASES: readonly Case[] = [
  ...[
    { tool: 'get_metric_versions', arguments: { metric_id: NAME } },
    { tool: 'create_metric_version', arguments: { metric_id: NAME, ...DEFINITION } },
    { tool: 'update_metric', arguments: { metric_id: NAME, additional_notes: '' } },
    { tool: 'delete_metric', arguments: { metric_id: NAME, confirm_name: NAME } },
    { tool: 'evaluate_metrics', arguments: EVALUATION },
    { tool: 'get_metric_evaluation_results', arguments: { metric_id: [NAME] } },
  ].map((call): Case => ({
    ...call,
    fault: 'the metric of this name has an id that is none',
    peer(peer) {
      peer.on(WIRE.search, metrics(metric(NONE)));
      peer.on(WIRE.list, metrics(metric(NONE)));
    },
    code: 'upstream_error',
    says: [/broke the contract/],
    never: new RegExp(NONE),
    wire: { search: 1, list: 1 },
  })),
  {
    fault: 'the metric of this name has an id that is none, another is nearly called so',
    tool: 'get_metric_versions',
    arguments: { metric_id: NAME },
    peer: (peer) => peer.on(WIRE.search, metrics(metric(NONE), metric(METRIC, { name: `${NAME}s` }))),
    code: 'upstream_error',
    says: [new RegExp(`nearest names: "${NAME}s" \\(${METRIC}\\)`)],
    wire: { search: 1 },
  },
  {
    fault: 'an id that is none among the hits',
    tool: 'search_metrics',
    arguments: { query: 'greets', include_latest_version: true },
    peer(peer) {
      peer.on(WIRE.search, metrics(metric(NONE), metric()));
      peer.on(WIRE.versions, versions(version()));
    },
    code: 'success',
    says: [/^1 metric,/, /1 metric could not be read and is not shown/],
    never: new RegExp(NONE),
    wire: { search: 1, versions: 1 },
  },
  {
    fault: 'ids that are none in the list',
    tool: 'get_metrics',
    arguments: { include_latest_version: true },
    peer(peer) {
      peer.on(WIRE.list, metrics(metric(NONE), metric(), metric('')));
      peer.on(WIRE.versions, versions(version()));
    },
    code: 'success',
    says: [/^1 metric\./, /2 metrics could not be read and are not shown/],
    never: new RegExp(NONE),
    wire: { list: 1, versions: 1 },
  },
  {
    fault: 'the latest version has a number that is none',
    tool: 'create_metric_version',
    arguments: { metric_id: METRIC, ...DEFINITION },
    peer: (peer) => peer.on(WIRE.versions, versions(version(METRIC, { version: BELOW }))),
    code: 'upstream_error',
    says: [/nothing was sent/],
    never: /95687/,
    wire: { versions: 1 },
  },
  {
    fault: 'what comes of it has an id that is none',
    tool: 'update_metric',
    arguments: { metric_id: METRIC, additional_notes: '' },
    peer: (peer) => peer.on(WIRE.list, metrics(metric(NONE))),
    code: 'upstream_error',
    says: [/Nothing was changed/],
    wire: { list: 2 },
  },
  {
    fault: 'a metric’s services are none',
    tool: 'update_metric',
    arguments: { metric_id: METRIC, applied_to_services: [] },
    peer(peer) {
      peer.on(WIRE.list, metrics(metric(METRIC, { applied_to_services: [NONE] })));
      peer.on(WIRE.update, json({}));
    },
    code: 'success',
    says: [new RegExp(`applied_to_services: ${NONE}`)],
    // A call that undoes it would be refused.
    never: /- update_metric/,
    wire: { list: 1, update: 1 },
  },
  {
    fault: 'results of a metric and of a version that are none',
    tool: 'get_metric_evaluation_results',
    arguments: {},
    peer(peer) {
      const ids = ['d', 'e'].map((digit) => digit.repeat(24));
      peer.on(
        WIRE.results,
        results(
          result(),
          result({ id: ids[0], metric_id: NONE }),
          result({ id: ids[1], metric_version: BELOW }),
        ),
      );
      peer.on(WIRE.list, metrics(metric(METRIC, { metric_value_type: 'numerical' })));
      peer.on(WIRE.versions, versions(version()));
    },
    code: 'success',
    says: [/2 results could not be read/],
    never: new RegExp(`${NONE}|95687`),
    wire: { results: 1, list: 1, versions: 1 },
  },
  {
    fault: 'results of a conversation that is none',
    tool: 'get_metric_evaluation_results',
    arguments: { view: 'rows' },
    peer(peer) {
      peer.on(WIRE.results, results(result({ source: { type: 'manual', conversation_id: NONE } })));
      peer.on(WIRE.list, metrics(metric()));
    },
    code: 'success',
    never: new RegExp(`"conversation_id":\\["${NONE}"`),
    wire: { results: 1, list: 1 },
  },
];

describe('values that cannot be sent back', () => {
  prove(CASES);
});
