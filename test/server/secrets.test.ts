import { expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { defineTool } from '../../src/tools/runner/define-tool.ts';
import { createTools } from '../../src/tools/runner/run.ts';
import { METRIC, metric, metrics, result, results, WIRE } from '../support/amigo.ts';
import { run } from '../support/program.ts';
import { createApp, join, serve } from '../support/client.ts';
import { startPeer } from '../support/peer.ts';

const DIGITS = '20261125';

test('a secret of digits is taken out of texts, and out of no number', async () => {
  const peer = await startPeer();
  onTestFinished(() => peer.close());
  const number = Number(DIGITS);
  peer.on(WIRE.list, metrics(metric(METRIC, { name: `Key ${DIGITS}`, metric_value_type: 'numerical' })));
  peer.on(WIRE.results, results(result({ result: number, justification: `It is ${DIGITS}.` })));
  const { client } = await serve({
    AMIGO_ORG_ID: 'org',
    AMIGO_TOKEN: DIGITS,
    AMIGO_API_BASE_URL: peer.url,
  });
  const { structuredContent } = await client.callTool({
    name: 'get_metric_evaluation_results',
    arguments: { view: 'rows' },
  });
  expect(structuredContent).toMatchObject({
    metrics: [{ name: 'Key [redacted]' }],
    results: [{ result: number, justification: 'It is [redacted].' }],
  });
});

test('a secret is taken out of the keys of objects, and whatever stands under them stays', async () => {
  const { app } = createApp({ AMIGO_SANDBOX: '1', AMIGO_API_KEY: DIGITS });
  const probe = defineTool({
    name: 'probe',
    title: 'Probe',
    description: 'Gives what it is made to give.',
    access: 'read',
    hints: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
    input: z.strictObject({}),
    output: z.object({ counts: z.record(z.string(), z.number()) }),
    run: () => Promise.resolve({ data: { counts: { [`of ${DIGITS}`]: Number(DIGITS) } } }),
    text: () => `Counted ${DIGITS}.`,
  });
  const client = await join({ ...app, tools: createTools([probe], app.context, app.settings) });
  expect(await client.callTool({ name: 'probe' })).toEqual({
    content: [{ type: 'text', text: expect.stringContaining('Counted [redacted].') }],
    structuredContent: { counts: { 'of [redacted]': Number(DIGITS) }, sandbox: true },
  });
});

test.each([
  ['as text', []],
  ['as JSON', ['--json']],
])('nor does one leave through the shell, %s', async (_, flags) => {
  const env = { AMIGO_SANDBOX: '1', AMIGO_API_KEY: 'key-of-a-customer' };
  const wrong = JSON.stringify({ query: 'x', 'key-of-a-customer': 1 });
  const refused = await run(['call', 'search_metrics', wrong, ...flags], { env });
  expect(refused.stdout).toContain('[redacted]');
  expect(refused.stdout + refused.stderr).not.toContain('key-of-a-customer');
  const word = { ...env, AMIGO_API_KEY: 'clinical' };
  const found = await run(['call', 'search_metrics', '{"query": "empathy"}', ...flags], { env: word });
  expect(found.stdout).toContain('[redacted]');
  expect(found.stdout).not.toContain('clinical');
});
