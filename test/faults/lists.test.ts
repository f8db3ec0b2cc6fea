import { describe } from 'vitest';
import { hang, json, type Reaction } from '../support/peer.ts';
import { type Case, prove } from './fault-rows.ts';
import { METRIC, metric, metrics, result, version, WIRE } from '../support/amigo.ts';

const SHORT = { AMIGO_CALL_TIMEOUT_SECONDS: '5' };

/** A listing tool, the name of its rows, and three rows with what is seen of them. */
interface List {
  readonly tool: string;
  readonly on: 'list' | 'versions' | 'results';
  readonly arguments: Case['arguments'];
  readonly key: string;
  readonly rows: readonly [object, object, object];
  readonly seen: readonly [RegExp, RegExp, RegExp];
}

const hex = (digit: string) => digit.repeat(24);
const REASONS = ['It says hello.', 'It says hi.', 'It says bye.'] as const;

const LISTS: readonly List[] = [
  {
    tool: 'get_metrics',
    on: 'list',
    arguments: { limit: 100 },
    key: 'metrics',
    rows: [metric(), metric(hex('d'), { name: 'Says goodbye' }), metric(hex('e'), { name: 'Is polite' })],
    seen: [/Greets the caller/, /Says goodbye/, /Is polite/],
  },
  {
    tool: 'get_metric_versions',
    on: 'versions',
    arguments: { metric_id: METRIC, limit: 50, sort_by: '+version' },
    key: 'metric_versions',
    rows: [version(), version(METRIC, { version: 2 }), version(METRIC, { version: 3 })],
    seen: [/^v1,/m, /^v2,/m, /^v3,/m],
  },
  {
    tool: 'get_metric_evaluation_results',
    on: 'results',
    arguments: { view: 'rows', limit: 200 },
    key: 'metric_evaluation_results',
    rows: [
      result({ justification: REASONS[0] }),
      result({ id: hex('d'), justification: REASONS[1] }),
      result({ id: hex('e'), justification: REASONS[2] }),
    ],
    seen: [new RegExp(REASONS[0]), new RegExp(REASONS[1]), new RegExp(REASONS[2])],
  },
];

type Fault = Pick<Case, 'fault' | 'says' | 'env'> & {
  readonly pages: readonly Reaction[];
  /** How many of the rows are shown. */
  readonly shown: number;
  readonly sent: number;
};

const faults = ({ key, rows: [first, second, third] }: List): readonly Fault[] => {
  const page = (rows: readonly object[], token?: unknown): Reaction =>
    json({ [key]: rows, has_more: token !== undefined, continuation_token: token });
  const more = (rows: readonly object[], token: unknown): Reaction =>
    json({ [key]: rows, has_more: true, continuation_token: token });
  return [
    {
      fault: 'more to come without a token',
      pages: [more([first], undefined)],
      says: [/broke off/],
      shown: 1,
      sent: 1,
    },
    {
      fault: 'more to come with a token that is none',
      pages: [more([first], { at: 1 })],
      says: [/broke off/],
      shown: 1,
      sent: 1,
    },
    { fault: 'a token that comes again', pages: [page([first], 1)], says: [/broke off/], shown: 1, sent: 2 },
    {
      fault: 'tokens that go round in a circle',
      pages: [page([first], 1), page([second], 2), page([third], 1)],
      says: [/broke off/],
      shown: 3,
      sent: 3,
    },
    {
      fault: 'an empty page in the middle',
      pages: [page([first], 1), page([], 2), page([second, third])],
      shown: 3,
      sent: 3,
    },
    {
      fault: 'a row that comes again on the next page',
      pages: [page([first, second], 1), page([second, third])],
      shown: 3,
      sent: 2,
    },
    {
      fault: 'a page that is refused after the first one',
      pages: [page([first], 1), json({}, 403)],
      says: [/continuation_token/, /forbidden/],
      shown: 1,
      sent: 2,
    },
    {
      fault: 'a page that is rate-limited after the first one',
      pages: [page([first], 1), json({}, 429, { 'retry-after': '300' })],
      says: [/continuation_token/, /rate_limited|300/],
      shown: 1,
      sent: 2,
    },
    {
      fault: 'a page that fails three times after the first one',
      pages: [page([first], 1), json({}, 502)],
      says: [/continuation_token/, /upstream_error/],
      shown: 1,
      sent: 4,
    },
    {
      fault: 'a page that never comes after the first one',
      pages: [page([first], 1), hang()],
      says: [/continuation_token/, /timeout|time that a call has/],
      env: SHORT,
      shown: 1,
      sent: 2,
    },
  ];
};

describe('lists', () => {
  prove(
    LISTS.flatMap((list) =>
      faults(list).map(({ pages, shown, sent, says = [], ...fault }): Case => ({
        ...fault,
        tool: list.tool,
        arguments: list.arguments,
        code: 'success',
        says: [...says, ...list.seen.slice(0, shown)],
        peer(peer) {
          peer.on(WIRE[list.on], ...pages);
          if (list.on !== 'list') peer.on(WIRE.list, metrics(metric()));
        },
        only: list.on,
        wire: { [list.on]: sent },
        // Whoever has to wait for an operation's quota has to wait in the next call too.
        ...(list.on === 'versions' && fault.fault.includes('rate-limited') && { afterwards: 'rate_limited' }),
      })),
    ),
  );
});
