import { expect, it } from 'vitest';
import { id, metric, metrics, startAmigo, version, versions, versionsOf, WIRE } from '../support/amigo.ts';
import { callTool, serve } from '../support/client.ts';
import { json, type Peer } from '../support/peer.ts';

// How a name is found: by a search where that tells it, by the list where it does not.

interface Named {
  readonly name: string;
  readonly is_deleted?: boolean;
}

/** An Amigo with these metrics: it lists them fifty at a time, deleted ones too, and shows fifty hits of a search. */
async function amigo(all: readonly Named[], lists = true) {
  const { peer, env } = await startAmigo();
  const rows = all.map((each, n) => metric(id(n + 1), each));
  peer.on(WIRE.search, (seen, response) => {
    const hits = rows.filter(({ name }) => name.includes(seen.query.get('query') ?? ''));
    return metrics(...hits.slice(0, 50))(seen, response);
  });
  peer.on(WIRE.list, (seen, response) => {
    const { query } = seen;
    if (!lists) return json({ detail: 'not now' }, 403)(seen, response);
    const from = Number(query.get('continuation_token') ?? 0);
    const wanted = new Set(query.getAll('id'));
    const some = rows.filter((row) => wanted.size === 0 || wanted.has(row.id));
    const has_more = from + 50 < some.length;
    const page = { metrics: some.slice(from, from + 50), has_more };
    return json({ ...page, continuation_token: has_more ? from + 50 : null })(seen, response);
  });
  for (const { id } of rows) peer.on(versionsOf(id), versions(version(id)));
  const { client } = await serve(env);
  const call = async (name: string, given: object) => (await callTool(client, name, given)).text;
  return { peer, call };
}

const searches = ({ requests }: Peer) => requests.filter(({ path }) => path.endsWith('/search/')).length;
const named = (count: number): Named[] => Array.from({ length: count }, (_, n) => ({ name: `Tone ${n}` }));

it('fifty names are found by the pages of the list: searches are few a minute', async () => {
  const { peer, call } = await amigo(named(120));
  const names = named(120).slice(60, 110);
  const text = await call('get_metrics', { id: names.map(({ name }) => name), limit: 100 });
  expect(text).toMatch(/^50 metrics\./);
  expect(searches(peer)).toBe(0);
});

it('of two names that only blanks tell apart each is itself; one alone is found without them', async () => {
  const { call } = await amigo([{ name: 'A B' }, { name: 'A  B' }, { name: 'C  D' }]);
  for (const [name, n] of [
    ['A B', 1],
    ['A  B', 2],
    ['C D', 3],
  ] as const)
    expect(await call('get_metric_versions', { metric_id: name })).toContain(`Metric ${id(n)}`);
});

it('an exact name behind the fifty that a search shows is found in the list', async () => {
  const { call } = await amigo([
    ...named(70).map(({ name }) => ({ name: `${name} tone` })),
    { name: 'tone' },
  ]);
  expect(await call('get_metric_versions', { metric_id: 'tone' })).toContain(`Metric ${id(71)}`);
});

it('a name is compared without what cannot be seen, though the search compares it as it was written', async () => {
  const { call } = await amigo([...named(3), { name: 'Na\u200bme\u202e one' }]);
  expect(await call('get_metric_versions', { metric_id: 'Name one' })).toContain(`Metric ${id(4)}`);
});

it('the name of a deleted metric is not offered as the nearest one', async () => {
  const { call } = await amigo([...named(3), { name: 'Gone', is_deleted: true }]);
  const text = await call('get_metric_versions', { metric_id: 'Gone' });
  expect(text).toMatch(/^Error \[not_found\]: There is no metric called "Gone"/);
  expect(text).toContain(`A deleted one was, and goes by its id: ${id(4)}.`);
  expect(text).not.toContain(`"Gone" (`);
});

it('an exact name on a later page wins over one in other letter case', async () => {
  const tones = named(70).map(({ name }) => ({ name: `${name} tone` }));
  const { call } = await amigo([{ name: 'TONE' }, ...tones, { name: 'tone' }]);
  expect(await call('get_metric_versions', { metric_id: 'tone' })).toContain(`Metric ${id(72)}`);
});

it('many names in other letter case need no search', async () => {
  const { peer, call } = await amigo(named(60));
  const names = named(25).map(({ name }) => name.toUpperCase());
  expect(await call('get_metrics', { id: names, limit: 100 })).toMatch(/^25 metrics\./);
  expect(searches(peer)).toBe(0);
});

it('names are searched for when the list cannot be read', async () => {
  const { peer, call } = await amigo(named(10), false);
  await call('evaluate_metrics', {
    metric_ids: named(5).map(({ name }) => name),
    conversation_id: 'c'.repeat(24),
    compare_with_previous: false,
  });
  expect(searches(peer)).toBe(5);
  expect(peer.requests.some(({ path }) => path.endsWith('/evaluate'))).toBe(true);
});
