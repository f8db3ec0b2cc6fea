import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { metric, metrics, OTHER, version, versions, WIRE } from '../support/amigo.ts';
import { openSession, type Session } from '../support/session.ts';
import { hang, startPeer, type Peer } from '../support/peer.ts';

/** A session with an Amigo that searches in vain, and lists well. */
async function open(): Promise<{ peer: Peer; session: Session; end: () => Promise<void> }> {
  const peer = await startPeer();
  peer.on(WIRE.search, hang());
  peer.on(WIRE.list, metrics(metric()));
  peer.on(`GET /v1/org/metric/${OTHER}/version`, versions(version(OTHER)));
  const session = await openSession(['serve'], {
    AMIGO_ORG_ID: 'org',
    AMIGO_TOKEN: 'token-for-tests',
    AMIGO_API_BASE_URL: peer.url,
  });
  const end = async () => {
    session.child.stdin.end();
    const { code } = await session.ended;
    await peer.close();
    expect(code).toBe(0);
  };
  return { peer, session, end };
}

const call = (id: unknown, name: unknown, given: unknown = {}) =>
  JSON.stringify({ jsonrpc: '2.0', id, method: 'tools/call', params: { name, arguments: given } });
const SEARCH = call('search', 'search_metrics', { query: 'greets' });

interface Fault {
  readonly fault: string;
  /** What the host writes, line by line. */
  readonly lines: readonly string[];
  /** Codes of the protocol errors that come of it. */
  readonly errors: readonly number[];
  /** Beginnings of what tools answer. */
  readonly answers?: readonly RegExp[];
  /** Requests on the wire. */
  readonly sent?: number;
}

/** What a host can do wrong. */
const FAULTS: readonly Fault[] = [
  { fault: 'a line that is not JSON', lines: ['{"jsonrpc": "2.0", "id": 1'], errors: [-32700] },
  {
    fault: 'a thousand lines that are not JSON',
    lines: Array<string>(1_000).fill('x'),
    errors: Array<number>(1_000).fill(-32700),
  },
  { fault: 'bytes that are not text', lines: ['\u0000\u0001\ufffd'], errors: [-32700] },
  {
    fault: 'JSON that is no message',
    lines: ['7', '"x"', 'null', '{}'],
    errors: [-32600, -32600, -32600, -32600],
  },
  {
    fault: 'JSON a hundred thousand deep',
    lines: ['['.repeat(100_000) + ']'.repeat(100_000)],
    errors: [-32600],
  },
  { fault: 'an empty batch', lines: ['[]'], errors: [-32600] },
  {
    fault: 'an unknown method',
    lines: ['{"jsonrpc":"2.0","id":1,"method":"tools/remove"}'],
    errors: [-32601],
  },
  { fault: 'a tool that does not exist', lines: [call(1, 'get_metric')], errors: [-32602] },
  {
    fault: 'a tool that objects have by themselves',
    lines: [call(1, 'constructor'), call(2, '__proto__')],
    errors: [-32602, -32602],
  },
  { fault: 'a tool without a name', lines: [call(1, undefined), call(2, 7)], errors: [-32602, -32602] },
  { fault: 'arguments that are a list', lines: [call(1, 'get_metrics', [])], errors: [-32602] },
  {
    fault: 'an argument that nobody knows',
    lines: [call(1, 'get_metrics', { limits: 3 })],
    errors: [],
    answers: [/^Error \[invalid_input\]: .*"limits".*"limit"/],
  },
  {
    // The protocol's own reading drops that key.
    fault: '__proto__ among the arguments',
    lines: [call(1, 'get_metrics').replace('{}', '{"__proto__":{"limit":101}}')],
    errors: [],
    answers: [/^Error \[invalid_input\]: .*"__proto__" is not a known argument/],
  },
  { fault: 'an answer to nothing', lines: ['{"jsonrpc":"2.0","id":77,"result":{}}'], errors: [] },
  {
    fault: 'a cancellation of nothing',
    lines: [
      '{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":77}}',
      '{"jsonrpc":"2.0","method":"notifications/cancelled"}',
    ],
    errors: [],
  },
  {
    fault: 'a resource that does not exist',
    lines: ['{"jsonrpc":"2.0","id":1,"method":"resources/read","params":{"uri":"amigo://metric"}}'],
    errors: [-32002],
  },
  {
    fault: 'a prompt that does not exist',
    lines: ['{"jsonrpc":"2.0","id":1,"method":"prompts/get","params":{"name":"author"}}'],
    errors: [-32602],
  },
  {
    fault: 'an id that still runs',
    lines: [SEARCH, '{"jsonrpc":"2.0","id":"search","method":"ping"}'],
    errors: [-32600],
    sent: 1,
  },
];

describe('a host', () => {
  // One session for all of it: none of this may end it, or be felt by what comes next.
  let shared: Awaited<ReturnType<typeof open>>;
  beforeAll(async () => {
    shared = await open();
  });
  afterAll(() => shared.end());

  for (const { fault, lines, errors, answers = [], sent = 0 } of FAULTS) {
    it(`writes ${fault}: ${errors.slice(0, 4).join(', ') || 'no protocol error'}`, async () => {
      const { peer, session } = shared;
      const before = { lines: session.lines.length, requests: peer.requests.length };
      for (const line of lines) session.write(`${line}\n`);
      // What it asks for next is answered, and behind that comes nothing more.
      const after = `after ${fault}`;
      session.request(after, 'tools/call', {
        name: 'get_metric_versions',
        arguments: { metric_id: OTHER },
      });
      expect((await session.answer(after)).result).toMatchObject({
        structuredContent: { metric_id: OTHER },
      });
      expect(peer.requests.length - before.requests).toBe(sent + 1);

      const frames = session.lines
        .slice(before.lines)
        .map((line): { error?: { code: number }; id?: unknown; result?: unknown } => JSON.parse(line));
      expect(frames.flatMap(({ error }) => error?.code ?? [])).toEqual(errors);
      const texts = frames
        .filter(({ id, result }) => result !== undefined && id !== after)
        .map(({ result }) => JSON.stringify(result));
      expect(texts).toHaveLength(answers.length);
      for (const [at, answer] of answers.entries()) expect(textOf(texts[at])).toMatch(answer);
    });
  }

  it.concurrent('cancels a call: no answer, its socket closed, the next call well', async () => {
    const { peer, session, end } = await open();
    session.write(`${SEARCH}\n`);
    await peer.received(1);
    session.write('{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":"search"}}\n');
    await peer.deserted();
    session.request('after', 'tools/call', { name: 'get_metrics' });
    expect((await session.answer('after')).result).toMatchObject({
      structuredContent: { page: { returned: 1 } },
    });
    await end();
    expect(session.lines.map((line): unknown => JSON.parse(line).id)).toEqual([0, 'after']);
    expect(peer.requests).toHaveLength(2);
  });

  it.concurrent('leaves in the middle of a call: the server ends, and leaves no connection', async () => {
    const { peer, session } = await open();
    session.write(`${SEARCH}\n`);
    await peer.received(1);
    session.child.stdin.end();
    const { code, stderr } = await session.ended;
    expect(code).toBe(0);
    expect(stderr).not.toMatch(/^\s+at /m);
    await peer.deserted();
    await peer.close();
  });
});

function textOf(result: string | undefined): string {
  const { content }: { content: readonly { text: string }[] } = JSON.parse(result ?? '{"content": []}');
  return content[0]?.text ?? '';
}
