import { encode } from 'gpt-tokenizer/encoding/o200k_base';
import { startSandbox } from '../src/sandbox/listen.ts';
import { openProgram } from './soak/program.ts';
import { say } from './output/lines.ts';

// What a model pays for answers of this server, against the JSON of the requests behind each of them (o200k tokens).

const CALLS: readonly (readonly [tool: string, given: Readonly<Record<string, unknown>>])[] = [
  ['get_metrics', {}],
  ['search_metrics', { query: 'empathy' }],
  ['get_metric_versions', { metric_id: 'Empathy score' }],
  ['get_metric_evaluation_results', { metric_id: ['Empathy score'] }],
  ['get_metric_evaluation_results', { metric_id: ['Empathy score'], group_by: 'week' }],
  ['get_metric_evaluation_results', { metric_id: ['Empathy score'], view: 'rows' }],
  ['get_metric_evaluation_results', {}],
];

const tokensOf = (value: unknown) => encode(JSON.stringify(value)).length;

const sandbox = await startSandbox({ seed: 1, today: '2026-11-25', limits: false });
const program = await openProgram(sandbox.environment);
say(`tools/list: ${tokensOf((await program.client.listTools()).tools)} tokens`);
await program.close();

say('\n| call | requests | JSON of Amigo | structuredContent | text | ratio of JSON to text |');
say('| --- | ---: | ---: | ---: | ---: | ---: |');
for (const [name, given] of CALLS) {
  const bodies: unknown[] = [];
  // A program of its own, so that no call is answered from what another one read.
  const program = await openProgram(sandbox.environment, (body) => bodies.push(body));
  const { content, structuredContent } = await program.client.callTool({ name, arguments: { ...given } });
  await program.close();
  const json = bodies.reduce((sum: number, body) => sum + tokensOf(body), 0);
  const [first]: unknown[] = Array.isArray(content) ? content : [];
  const text = first instanceof Object && 'text' in first ? encode(String(first.text)).length : Number.NaN;
  const cells = [bodies.length, json, tokensOf(structuredContent), text, (json / text).toFixed(1)];
  say(`| ${name} ${JSON.stringify(given)} | ${cells.join(' | ')} |`);
}
await sandbox.close();
