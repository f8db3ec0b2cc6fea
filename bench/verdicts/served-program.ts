import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import type { Definitions } from '../../src/results/figures/definitions.ts';
import type { Row } from '../../src/results/reading/row.ts';

// The built program over stdio, and an Amigo that has the results of one answer.

/** How much faster the program's clock runs: Amigo's limits of requests a minute are not what is measured. */
const FASTER = 30;
/** Pages of results in a minute of its clock, and that minute with what it keeps clear of. */
const PAGES = 9;
const MINUTE_MS = 62_000 / FASTER;

const isRate = (metricId: string) => metricId.at(-3) === 'a';

export const definitions: Definitions = {
  name: (id) => `Metric ${id.slice(-3)}`,
  type: (id) => (isRate(id) ? 'boolean' : 'numerical'),
  value: (id) => (isRate(id) ? { type: 'boolean' } : { type: 'numerical', lower_bound: 1, upper_bound: 5 }),
  unread: [],
  unknown: [],
};

function wireOf(row: Row): unknown {
  return {
    id: row.id,
    org_id: 'organization',
    metric_id: row.metricId,
    metric_version: row.version,
    result: row.value,
    justification: row.justification,
    created_at: new Date(row.at ?? 0).toISOString(),
    source: {
      type: row.sourceType,
      conversation_id: row.conversationId,
      simulation_unit_test_set_run_id: row.runId,
      unit_test_id: row.unitTestId,
      run_index: row.runIndex,
    },
  };
}

/** An Amigo that has the results of one answer, all on one page. */
export async function startPeer() {
  let rows: readonly Row[] = [];
  const server = createServer(({ url = '' }, response) => {
    const { pathname, searchParams } = new URL(url, 'http://peer');
    const end = { has_more: false, continuation_token: null, filter_values: null };
    const send = (body: unknown) => sendJson(response, body);
    if (pathname.endsWith('/metric_evaluation_result'))
      return send({ metric_evaluation_results: rows.map(wireOf), ...end });
    const versions = /([a-f0-9]{24})\/version$/.exec(pathname)?.[1];
    if (versions !== undefined)
      return send({
        metric_versions: [1, 2].map((version) => ({
          metric_id: versions,
          version,
          description: 'How well?',
          metric_value: definitions.value(versions, version),
        })),
        ...end,
      });
    const ids = searchParams.getAll('id');
    return send({
      metrics: ids.map((id) => ({
        id,
        name: definitions.name(id),
        metric_value_type: definitions.type(id),
        applied_to_services: [],
        additional_notes: null,
        tags: [],
        is_deleted: false,
      })),
      ...end,
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    hold: (held: readonly Row[]) => void (rows = held),
    close: () => server.close(),
  };
}

function sendJson(response: ServerResponse, body: unknown): void {
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}

/** The built program, with a clock that runs faster. */
export async function startProgram(baseUrl: string): Promise<Client> {
  const built = spawnSync(process.execPath, ['scripts/build.mjs'], { stdio: 'inherit' });
  if (built.status !== 0) throw new Error('The program cannot be built.');
  const clock = `const now = performance.now.bind(performance); performance.now = () => now() * ${FASTER};`;
  const client = new Client({ name: 'verdicts', version: '1' });
  await client.connect(
    new StdioClientTransport({
      command: process.execPath,
      args: ['--import', `data:text/javascript,${encodeURIComponent(clock)}`, 'dist/main.js'],
      env: {
        PATH: process.env['PATH'] ?? '',
        AMIGO_ORG_ID: 'organization',
        AMIGO_TOKEN: 'token',
        AMIGO_API_BASE_URL: baseUrl,
        AMIGO_CALL_TIMEOUT_SECONDS: '290',
        AMIGO_LOG_LEVEL: 'error',
      },
    }),
  );
  return client;
}

/** Asks no faster than the program may read. */
export class Pace {
  readonly #asked: number[] = [];

  async turn(): Promise<void> {
    const ninth = this.#asked.at(-PAGES);
    if (ninth !== undefined) await wait(Math.max(0, ninth + MINUTE_MS - performance.now()));
  }

  done(): void {
    this.#asked.push(performance.now());
  }
}
