import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { openBridge } from './bridge.mjs';

const REVISION = '2025-11-25';
/** Scenarios that cannot pass, by the words of their failure: they ask for what this server has no use for. */
const REASONS = [
  [/^Failed: (?:MCP error -32602: )?Unknown (?:tool|prompt) "test_/, 'asks for a fixture of the suite’s own'],
  [/^Tool 'json_schema_2020_12_tool' not found/, 'asks for a fixture of the suite’s own'],
  [/^Failed: Resource not found/, 'asks for a fixture of the suite’s own', /^resources-(?:read|templates)/],
  [/Method not found/, 'logs go to stderr: no `logging` is declared', /logging/],
  [/Method not found/, 'no `subscribe` is declared', /^resources-(?:un)?subscribe$/],
];

/** The server scenarios that a revision of the protocol requires, through a bridge from HTTP. */
export async function* conformance({ node, installed, program }) {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'conformance-'));
  const bridge = await openBridge(process.execPath, [program, 'serve', '--sandbox']);
  try {
    const suite = path.join(installed, '.bin/conformance');
    const args = [suite, 'server', '--url', bridge.url, '--requirements', REVISION, '-o', folder];
    await once(spawn(node, args, { stdio: 'ignore' }), 'exit');
    const scenarios = await Promise.all((await readdir(folder)).sort().map((name) => read(folder, name)));
    const passed = scenarios.filter(({ failures }) => failures.length === 0);
    yield {
      what: `${REVISION}, ${scenarios.length} scenarios`,
      outcome: `passed: ${passed.map(({ name }) => name).join(', ')}`,
      ok: passed.length > 0,
    };
    for (const scenario of scenarios.filter(({ failures }) => failures.length > 0)) {
      const reason = reasonOf(scenario);
      yield {
        what: scenario.name,
        outcome: `not for this server: ${reason ?? scenario.failures.join('; ')}`,
        ok: reason !== undefined,
      };
    }
  } finally {
    await bridge.close();
    await rm(folder, { recursive: true });
  }
}

async function read(folder, run) {
  const checks = JSON.parse(await readFile(path.join(folder, run, 'checks.json'), 'utf8'));
  const failed = checks.filter(({ status }) => status === 'FAILURE');
  return {
    name: run.replace(/^server-/, '').replace(/-\d{4}-\d\d-\d\dT.*$/, ''),
    failures: failed.map(({ id, errorMessage }) => errorMessage ?? id),
  };
}

/** Why a scenario may fail; nothing when one of its failures has no such reason. */
function reasonOf({ name, failures }) {
  const reasons = failures.map(
    (failure) =>
      REASONS.find(([words, , scenario]) => words.test(failure) && (scenario?.test(name) ?? true))?.[1],
  );
  return reasons.every((reason) => reason !== undefined) ? reasons[0] : undefined;
}
