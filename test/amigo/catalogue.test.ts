import { expect, it } from 'vitest';
import { metric, METRIC, metrics, result, results, version, versions, WIRE } from '../support/amigo.ts';
import { serve } from '../support/client.ts';
import { startPeer } from '../support/peer.ts';

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
