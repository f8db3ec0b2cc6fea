import { describe, expect, it } from 'vitest';
import { MetricsApi } from '../../src/amigo/api.ts';
import { Catalogue } from '../../src/amigo/catalogue.ts';
import { CallError } from '../../src/errors.ts';
import { bounds, clientOf, failure } from '../http/client.ts';
import {
  id,
  listPage,
  metric,
  METRIC,
  metrics,
  result,
  results,
  startAmigo,
  version,
  versions,
  versionsPage,
  WIRE,
} from '../support/amigo.ts';
import { serve } from '../support/client.ts';
import { json, startPeer, type Seen } from '../support/peer.ts';

const DEFINED = { metric_value: { type: 'numerical', lower_bound: 1, upper_bound: 5 } };

it('versions that lie far apart are read one by one, not with all those between them', async () => {
  const peer = await startPeer();
  peer.on(WIRE.list, metrics(metric(METRIC, { metric_value_type: 'numerical' })));
  const far = [1, 2, 200].map((metric_version) =>
    result({ id: metric_version.toString(16).padStart(24, 'f'), metric_version, result: 3 }),
  );
  peer.on(WIRE.results, results(...far));
  peer.on(WIRE.versions, (seen, response) => {
    const asked = new Set((seen.query.get('version') ?? '').split('-').map(Number));
    const rows = [1, 2, 200].filter((each) => asked.has(each));
    return versions(...rows.map((each) => version(METRIC, { ...DEFINED, version: each })))(seen, response);
  });
  const { client } = await serve({
    AMIGO_ORG_ID: 'org',
    AMIGO_TOKEN: 'token-for-tests',
    AMIGO_API_BASE_URL: peer.url,
  });
  await client.callTool({ name: 'get_metric_evaluation_results', arguments: {} });
  const read = peer.requests.filter(({ path }) => path.endsWith('/version'));
  expect(read.map(({ query }) => query.get('version'))).toEqual(['1-2', '200']);
  await peer.close();
});

/** A catalogue over a peer that plays Amigo, and what was asked of that. */
async function open() {
  const { peer } = await startAmigo();
  const credentials = { kind: 'token', token: 'token-of-a-test' } as const;
  const client = clientOf(peer, { organization: 'org', credentials });
  const asked = (path: string) => peer.requests.filter((seen) => seen.path.endsWith(path));
  return {
    peer,
    catalogue: new Catalogue(new MetricsApi(client.send)),
    searched: () => asked('/search/').map(({ query }) => query.get('query')),
    listed: () => asked('/metric/'),
  };
}

const named = (number: number, name: string, fields: object = {}) => metric(number, { name, ...fields });
const many = (count: number, name: (number: number) => string) =>
  Array.from({ length: count }, (_, place) => named(place + 1, name(place + 1)));
const BROKEN = { id: 'no id' };

/** What resolving must fail with. */
async function refusal(work: Promise<unknown>): Promise<CallError> {
  const error: unknown = await work.catch((thrown: unknown) => thrown);
  if (error instanceof CallError) return error;
  throw new Error('no CallError', { cause: error });
}

describe('a name', () => {
  it('is an id in any letter case, and then taken at its word', async () => {
    const { peer, catalogue } = await open();
    expect(await catalogue.resolve(` ${METRIC.toUpperCase()} `, bounds())).toEqual({ id: METRIC });
    expect(peer.requests).toHaveLength(0);
  });

  it('is told by one search, and known from then on until it is forgotten', async () => {
    const { peer, catalogue, searched, listed } = await open();
    peer.on(WIRE.search, metrics(named(1, 'Tone'), named(2, 'Tone of voice')));
    for (let call = 0; call < 2; call += 1)
      expect(await catalogue.resolve('Tone ', bounds())).toMatchObject({ id: id(1), name: 'Tone' });
    expect(searched()).toEqual(['Tone']);
    catalogue.forget(id(1));
    await catalogue.resolve('Tone', bounds());
    expect(searched()).toHaveLength(2);
    expect(listed()).toHaveLength(0);
  });

  it('is searched for where only another letter case of it is known, or two have it', async () => {
    const { peer, catalogue, searched } = await open();
    peer.on(
      WIRE.search,
      metrics(named(1, 'TONE')),
      metrics(named(1, 'TONE'), named(2, 'Tone')),
      metrics(named(2, 'Pace'), named(3, 'Pace')),
    );
    expect(await catalogue.resolve('Tone', bounds())).toMatchObject({ id: id(1) });
    expect(await catalogue.resolve('Tone', bounds())).toMatchObject({ id: id(2) });
    for (let call = 0; call < 2; call += 1)
      expect(await refusal(catalogue.resolve('Pace', bounds()))).toMatchObject({ code: 'invalid_input' });
    expect(searched()).toEqual(['Tone', 'Tone', 'Pace', 'Pace']);
  });

  it('that several have is refused with their ids, and nothing more is asked', async () => {
    const { peer, catalogue, listed } = await open();
    peer.on(WIRE.search, metrics(named(1, 'Tone'), named(2, 'Tone')));
    const error = await refusal(catalogue.resolve('Tone', bounds()));
    expect(error).toMatchObject({ code: 'invalid_input' });
    expect(error.message).toContain(`${id(1)}), "Tone" (${id(2)})`);
    expect(listed()).toHaveLength(0);
  });

  it('that a search does not know is looked for on the first page of the list, the newest first', async () => {
    const { peer, catalogue, listed } = await open();
    peer.on(WIRE.search, metrics());
    peer.on(
      WIRE.list,
      json(
        listPage(
          many(50, (n) => `Metric ${n}`),
          50,
        ),
      ),
    );
    const error = await refusal(catalogue.resolve('Metrik 7', bounds()));
    expect(error).toMatchObject({ code: 'not_found' });
    expect(error.message).toContain(`"Metric 7" (${id(7)})`);
    expect(listed().map(({ query }) => query.getAll('sort_by'))).toEqual([['-updated_at']]);
  });

  it.each([
    [50, 0, true],
    [49, 1, true],
    [49, 0, false],
    [1, 49, true],
    [1, 48, false],
  ])('with %i hits and %i that cannot be read is looked for in the list: %s', async (hits, broken, looks) => {
    const { peer, catalogue, listed } = await open();
    const rows = [...many(hits, (n) => `Tone ${n}`), ...Array.from({ length: broken }, () => BROKEN)];
    peer.on(WIRE.search, metrics(...rows));
    const page = (from: number) =>
      Array.from({ length: 50 }, (_, place) => named(100 + from + place, `Other ${from + place}`));
    peer.on(WIRE.list, (seen, response) => {
      const from = Number(seen.query.get('continuation_token') ?? 0);
      return json(listPage(page(from), from + 50))(seen, response);
    });
    const error = await refusal(catalogue.resolve('Tone', bounds()));
    expect(error.code).toBe(broken > 0 ? 'upstream_error' : 'not_found');
    expect(listed()).toHaveLength(looks ? 6 : 0);
  });

  it('that is among fifty hits needs no list', async () => {
    const { peer, catalogue, listed } = await open();
    peer.on(WIRE.search, metrics(...many(50, (n) => (n === 50 ? 'Tone' : `Tone ${n}`))));
    expect(await catalogue.resolve('Tone', bounds())).toMatchObject({ id: id(50) });
    expect(listed()).toHaveLength(0);
  });

  it('is looked for in the list only until it is there', async () => {
    const { peer, catalogue, listed } = await open();
    peer.on(WIRE.search, metrics(...many(50, (n) => `Tone ${n}`)));
    peer.on(WIRE.list, json(listPage([named(60, 'TONE')], 50)), json(listPage([named(61, 'Tone')], 100)));
    expect(await catalogue.resolve('Tone', bounds())).toMatchObject({ id: id(61) });
    expect(listed()).toHaveLength(2);
  });

  it('counts what could not be read of a search and of the list', async () => {
    const { peer, catalogue } = await open();
    peer.on(WIRE.search, metrics(BROKEN));
    peer.on(WIRE.list, metrics(BROKEN, BROKEN));
    const error = await refusal(catalogue.resolve('Tone', bounds()));
    expect(error.message).toContain('3 metrics that Amigo sent broke the contract');
  });
});

describe('names', () => {
  const names = (count: number) => Array.from({ length: count }, (_, place) => `Tone ${place + 1}`);
  const bySearch = (seen: Seen) => {
    const name = seen.query.get('query') ?? '';
    return named(Number(name.split(' ')[1]), name);
  };

  it('of three each is searched for; what was known, or is an id, is not; duplicates fall together', async () => {
    const { peer, catalogue, searched, listed } = await open();
    peer.on(WIRE.search, (seen, response) => metrics(bySearch(seen))(seen, response));
    const asked = [...names(3), id(9), 'Tone 1', id(2)];
    const found = await catalogue.resolveAll(asked, bounds());
    expect(found.map((each) => each.id)).toEqual([id(1), id(2), id(3), id(9)]);
    expect(found[1]).toHaveProperty('name', 'Tone 2');
    expect(searched()).toEqual(names(3));
    await catalogue.resolveAll([...names(4)], bounds());
    expect(searched()).toEqual(names(4));
    expect(listed()).toHaveLength(0);
  });

  it.each([
    [4, 1],
    [7, 1],
    [8, 6],
  ])(
    'of %i the list is read first, %i pages at most, and the others are searched for',
    async (count, pages) => {
      const { peer, catalogue, searched, listed } = await open();
      peer.on(WIRE.search, (seen, response) => metrics(bySearch(seen))(seen, response));
      peer.on(WIRE.list, json(listPage([named(1, 'Tone 1')], 50)), (seen, response) => {
        const from = Number(seen.query.get('continuation_token'));
        return json(listPage([named(100 + from, `Other ${from}`)], from + 50))(seen, response);
      });
      const found = await catalogue.resolveAll(names(count), bounds());
      expect(found.map((each) => each.id)).toEqual(names(count).map((_, place) => id(place + 1)));
      expect(listed()).toHaveLength(pages);
      expect(searched()).toEqual(names(count).slice(1));
    },
  );

  it('that the list tells are not searched for, and no page more is read', async () => {
    const { peer, catalogue, searched, listed } = await open();
    peer.on(
      WIRE.list,
      json(
        listPage(
          many(9, (n) => `Tone ${n}`),
          50,
        ),
      ),
    );
    expect(await catalogue.resolveAll(names(9), bounds())).toHaveLength(9);
    expect(listed()).toHaveLength(1);
    expect(searched()).toEqual([]);
  });

  it('are searched for where the list cannot be read, but not where nobody waits any longer', async () => {
    const { peer, catalogue, searched } = await open();
    peer.on(WIRE.search, (seen, response) => metrics(bySearch(seen))(seen, response));
    peer.on(WIRE.list, json({ detail: 'not now' }, 403));
    expect(await catalogue.resolveAll(names(5), bounds())).toHaveLength(5);
    expect(searched()).toEqual(names(5));
    const left = bounds(10_000, { signal: AbortSignal.abort() });
    const error = await failure(catalogue.resolveAll(names(9).slice(4), left));
    expect(error).toMatchObject({ code: 'cancelled', operation: 'get-metrics' });
  });
});

describe('metrics by their ids', () => {
  const ids = (count: number) => Array.from({ length: count }, (_, place) => id(place + 1));

  it('are asked for a hundred at a time, those that are missing once more among the deleted', async () => {
    const { peer, catalogue, listed } = await open();
    peer.on(WIRE.list, (seen, response) => {
      const wanted = seen.query
        .getAll('id')
        .filter((each) => (each === id(5)) === (seen.query.get('is_deleted') === 'true'));
      return metrics(...wanted.map((each) => metric(each)))(seen, response);
    });
    const found = await catalogue.metrics(ids(101), bounds());
    expect([...found.keys()].toSorted()).toEqual(ids(101));
    const asked = listed().map(({ query }) => [query.getAll('id').length, query.get('is_deleted')]);
    expect(asked).toEqual([
      [100, 'false'],
      [1, 'false'],
      [1, 'true'],
    ]);
    await catalogue.metrics(ids(102), bounds());
    expect(listed().at(-1)?.query.getAll('id')).toEqual([id(102)]);
  });

  it('those that are known are told without a request', async () => {
    const { peer, catalogue } = await open();
    peer.on(WIRE.list, metrics(named(1, 'Tone'), named(2, 'Pace')), metrics());
    await catalogue.newest(bounds());
    expect([...catalogue.known([id(2), id(3)]).keys()]).toEqual([id(2)]);
    expect([...catalogue.known().values()].map(({ name }) => name).toSorted()).toEqual(['Pace', 'Tone']);
  });

  it('the newest are one page of the list and one of the deleted', async () => {
    const { peer, catalogue, listed } = await open();
    peer.on(WIRE.list, json(listPage([named(1, 'Tone')], 50)), json(listPage([named(2, 'Gone')], 50)));
    expect((await catalogue.newest(bounds())).map(({ name }) => name)).toEqual(['Tone', 'Gone']);
    expect(listed().map(({ query }) => query.get('is_deleted'))).toEqual(['false', 'true']);
  });

  it('one as it is now is asked for though it is known', async () => {
    const { peer, catalogue } = await open();
    peer.on(WIRE.list, metrics(named(1, 'Tone')), metrics(), metrics(named(1, 'Pace')));
    await catalogue.newest(bounds());
    expect((await catalogue.fresh(id(1), bounds()))?.name).toBe('Pace');
  });

  it('one that Amigo does not know is none; one that cannot be read is an error', async () => {
    const { peer, catalogue } = await open();
    peer.on(WIRE.list, metrics(), metrics(), metrics(BROKEN), metrics());
    expect(await catalogue.fresh(id(1), bounds())).toBeUndefined();
    const error = await failure(catalogue.fresh(id(1), bounds()));
    expect(error).toMatchObject({ code: 'upstream_error', operation: 'get-metrics', executed: 'maybe' });
    expect(error.message).toBe(
      `What Amigo sent of metric ${id(1)} breaks the contract and could not be read.`,
    );
  });

  it('a page that fails keeps what came before it for the next question', async () => {
    const { peer, catalogue } = await open();
    peer.on(WIRE.list, json(listPage([named(1, 'Tone')], 50)), json({ detail: 'no' }, 403));
    expect(await failure(catalogue.metrics([id(1), id(2)], bounds()))).toMatchObject({ code: 'forbidden' });
    expect([...catalogue.known().keys()]).toEqual([id(1)]);
  });
});

describe('versions', () => {
  it('are read newest first, and those that came before a page that failed are kept', async () => {
    const { peer, catalogue } = await open();
    const row = (number: number) => version(METRIC, { version: number });
    peer.on(WIRE.versions, json(versionsPage([row(3)], 1)), json({ detail: 'no' }, 403), versions(row(2)));
    expect(await failure(catalogue.versions(METRIC, [2, 3], bounds()))).toMatchObject({ code: 'forbidden' });
    expect([...catalogue.knownVersions(METRIC).keys()]).toEqual([3]);
    expect([...(await catalogue.versions(METRIC, [2, 3], bounds())).keys()]).toEqual([3, 2]);
    expect(peer.requests.map(({ query }) => [query.get('version'), query.get('sort_by')])).toEqual([
      ['2-3', '-version'],
      ['2-3', '-version'],
      ['2', '-version'],
    ]);
  });

  it('the latest is asked for each time, and none is known of others', async () => {
    const { peer, catalogue } = await open();
    peer.on(WIRE.versions, versions(version(METRIC, { version: 4 })), versions());
    expect((await catalogue.latestVersion(METRIC, bounds()))?.version).toBe(4);
    expect(await catalogue.latestVersion(METRIC, bounds())).toBeUndefined();
    expect(catalogue.knownVersions(id(1)).size).toBe(0);
  });
});
