import { describe } from 'vitest';
import { json, type Reaction } from '../support/peer.ts';
import { METRIC, metric, prove, WIRE, type Case } from './stage.ts';

const SECOND = 'd1b2c3d4e5f6a1b2c3d4e5f6';
const page = (rows: readonly object[], token?: unknown): Reaction =>
  json({ metrics: rows, has_more: token !== undefined, continuation_token: token });
const endless = json({ metrics: [metric()], has_more: true });

type Fault = Pick<Case, 'fault' | 'code' | 'says' | 'never'> & {
  readonly pages: readonly Reaction[];
  readonly sent: number;
};

const FAULTS: readonly Fault[] = [
  {
    fault: 'more to come without a token',
    pages: [endless],
    code: 'success',
    says: [/Greets the caller/, /broke off/],
    sent: 1,
  },
  {
    fault: 'a token that comes again',
    pages: [page([metric()], 1)],
    code: 'success',
    says: [/Greets the caller/, /broke off/],
    sent: 2,
  },
  {
    fault: 'an empty page in the middle',
    pages: [page([metric()], 1), page([], 2), page([metric(SECOND, { name: 'Says goodbye' })])],
    code: 'success',
    says: [/Greets the caller/, /Says goodbye/],
    sent: 3,
  },
  {
    fault: 'a page that fails after the first one',
    pages: [page([metric()], 1), json({}, 403)],
    code: 'success',
    says: [/Greets the caller/, /continuation_token/],
    sent: 2,
  },
  {
    fault: 'a row that comes again on the next page',
    pages: [page([metric()], 1), page([metric(), metric(SECOND, { name: 'Says goodbye' })])],
    code: 'success',
    says: [/^2 metrics\./, /Says goodbye/],
    sent: 2,
  },
  {
    fault: 'names with bidi overrides, zero-width characters and tags',
    pages: [page([metric(METRIC, { name: 'Gr\u200Bee\u202Ets\u{E0041} the\u0007 caller' })])],
    code: 'success',
    says: [/Greets the caller/],
    never: /[^\P{C}\n]/u,
    sent: 1,
  },
  {
    fault: 'a refusal with an escape sequence and a bidi override',
    pages: [json({ detail: 'no \u001B[31m\u202Eway' }, 400)],
    code: 'rejected',
    says: [/way/],
    never: /[^\P{C}\n]/u,
    sent: 1,
  },
];

describe('lists and texts', () => {
  prove(
    FAULTS.map(({ pages, sent, ...fault }) => ({
      ...fault,
      tool: 'get_metrics',
      arguments: { limit: 100 },
      peer: (peer) => peer.on(WIRE.list, ...pages),
      wire: { list: sent },
    })),
  );
});
