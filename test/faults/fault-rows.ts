import type { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { expect, it } from 'vitest';
import { callTool, serve, startServer, type Served } from '../support/client.ts';
import { onFastClock } from '../support/clock.ts';
import { OTHER, version, versions, WIRE } from '../support/amigo.ts';
import { json, startPeer, type Peer, type Reaction } from '../support/peer.ts';

/** What must never be seen outside: it stands in the configuration, in answers and in pages of the peer. */
export const PLANTED = { key: 'planted-key-5f1c9a', token: 'planted-token-77ab03', html: '<body>' };
/** An answer that says no more than its status. */
export const bare = (status: number): Reaction => json({ detail: `status ${status}` }, status);
type Name = keyof typeof WIRE;

/** One way to fail: a sentence with its proof. */
export interface Case {
  readonly fault: string;
  readonly tool: string;
  readonly arguments: Readonly<Record<string, unknown>>;
  /** Makes the peer fail. `elsewhere` is another host, which nothing must ever reach. */
  readonly peer: (peer: Peer, elsewhere: string) => void;
  /** The error's code, or `success`. */
  readonly code: string;
  /** What the answer must say. */
  readonly says?: readonly RegExp[];
  /** What the answer must not say. */
  readonly never?: RegExp;
  /** How often each operation was on the wire; one that is not named: never. */
  readonly wire: Readonly<Partial<Record<Name, number>>>;
  /** Counts this operation alone: how many reads go with a write is not the promise. */
  readonly only?: Name;
  /** Sign-ins on the wire; one unless said. */
  readonly signIns?: number;
  readonly env?: Readonly<Record<string, string>>;
  /** How many such calls at once; one unless said. */
  readonly calls?: number;
  /** Further calls of this session, one after the other; the wire is counted after the last of them. */
  readonly next?: readonly Further[];
  /** The code of the call that comes after it; a success unless said. */
  readonly afterwards?: string;
}

/** A call that follows the faulty one: the same again, where it says nothing else. */
interface Further extends Pick<Case, 'code' | 'says' | 'never'> {
  readonly tool?: string;
  readonly arguments?: Case['arguments'];
}

/** The most that an answer may be, in characters: its text, and its structured content. */
const LIMIT = 24_000;
/** Tokens that the peer makes up. */
const ISSUED = /token-\d+-of-this-peer/;
/** What cannot be seen: control characters, bidi controls, zero-width characters, tags. */
const INVISIBLE = /[^\P{C}\n\t]/u;

/**
 * Each row as a test with a session and a peer of its own, whose answers come by their call's deadline. A row that sets
 * a deadline waits for it: it is played on a fast clock, where that takes no time and is true to the millisecond.
 * @param built plays each tool's first row on the built program, which takes ten times as long, instead of on the same
 *   server in this process
 */
export function prove(cases: readonly Case[], { built = false } = {}): void {
  for (const [at, row] of cases.entries()) {
    const first = cases.findIndex(({ tool }) => tool === row.tool) === at;
    const start = built && first ? startProgram : serve;
    const deadline = row.env?.['AMIGO_CALL_TIMEOUT_SECONDS'];
    const test = deadline === undefined ? it.concurrent : it;
    test(`${row.tool}, ${row.fault}: ${row.code}`, async ({ onTestFinished }) => {
      const playing = () => play(row, (env) => start(env, onTestFinished));
      const seen = await (deadline === undefined ? playing() : onFastClock(playing));
      for (const answer of seen.answers) judge(answer, row);
      for (const [nth, further] of (row.next ?? []).entries()) judge(seen.further[nth], further);
      const { counts } = seen;
      expect(row.only ? { [row.only]: counts[row.only] ?? 0 } : counts).toEqual(row.wire);
      expect(seen.signIns).toBe(row.signIns ?? 1);
      judge(seen.afterwards, { code: row.afterwards ?? 'success' });
      for (const planted of Object.values(PLANTED)) expect(seen.outside).not.toContain(planted);
      expect(seen.outside).not.toMatch(ISSUED);
      expect(seen.outside).not.toMatch(/\n\s+at .*:\d+:\d+/);
      expect(seen.strayed).toBe(0);
      const most = 1_000 * Number(deadline ?? 45);
      for (const { ms } of seen.answers) expect(ms).toBeLessThanOrEqual(most);
    });
  }
}

/** What every answer keeps to, and what this one must say. */
function judge(
  answer: Answer | undefined,
  { code, says = [], never }: Pick<Case, 'code' | 'says' | 'never'>,
) {
  const { text, structured } = answer ?? { text: '', structured: '' };
  expect(text).toMatch(beginning(code));
  for (const words of says) expect(text).toMatch(words);
  if (never) expect(text + structured).not.toMatch(never);
  for (const each of [text, structured]) {
    expect(each.length).toBeLessThanOrEqual(LIMIT);
    expect(each).not.toMatch(INVISIBLE);
  }
}

/** How an answer with this code begins. */
function beginning(code: string): RegExp {
  return code === 'success' ? /^(?!Error \[)./ : new RegExp(`^Error \\[${code}\\]: .`);
}

const startProgram: typeof serve = (env, atEnd) => startServer(['--log-level', 'debug'], env, atEnd);

async function play(row: Case, start: (env: NonNullable<Case['env']>) => Promise<Served>) {
  const peer = await startPeer();
  peer.on(`GET /v1/org/metric/${OTHER}/version`, versions(version(OTHER)));
  const elsewhere = await startPeer();
  row.peer(peer, elsewhere.url);
  const { client, log } = await start({
    AMIGO_ORG_ID: 'org',
    AMIGO_API_KEY: PLANTED.key,
    AMIGO_API_KEY_ID: 'key-id',
    AMIGO_USER_ID: 'user-id',
    AMIGO_API_BASE_URL: peer.url,
    ...row.env,
  });
  try {
    const answers = await Promise.all(
      Array.from({ length: row.calls ?? 1 }, () => ask(client, row.tool, row.arguments)),
    );
    const further: Answer[] = [];
    for (const { tool = row.tool, arguments: given = row.arguments } of row.next ?? []) {
      further.push(await ask(client, tool, given));
    }
    const counts = counted(peer);
    const signIns = peer.signIns.length;
    const afterwards = await ask(client, 'get_metric_versions', { metric_id: OTHER });
    const said = [...answers, ...further, afterwards].flatMap(({ text, structured }) => [text, structured]);
    const outside = [...said, log()].join('\n');
    return { answers, further, counts, signIns, afterwards, outside, strayed: elsewhere.connected };
  } finally {
    await client.close();
    await Promise.all([peer.close(), elsewhere.close()]);
  }
}

interface Answer {
  readonly text: string;
  /** As JSON; empty when the call failed. */
  readonly structured: string;
  /** From the call to its answer. */
  readonly ms: number;
}

async function ask(client: Client, name: string, given: Case['arguments']): Promise<Answer> {
  const start = performance.now();
  const { text, structured } = await callTool(client, name, given);
  return { text, structured: JSON.stringify(structured) ?? '', ms: performance.now() - start };
}

function counted(peer: Peer): Record<string, number> {
  const names = new Map(Object.entries<string>(WIRE).map(([name, operation]) => [operation, name]));
  const counts: Record<string, number> = {};
  for (const { method, path } of peer.requests) {
    const operation = `${method} ${path}`;
    const name = names.get(operation) ?? operation;
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}
