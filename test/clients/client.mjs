import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const LEGACY = '2025-11-25';
const MODERN = '2026-07-28';

/** The client of the protocol's newer era, in each of its modes of negotiation. */
export async function* client({ installed, program }) {
  const { resolve } = createRequire(path.join(installed, 'any.js'));
  const load = (name) => import(pathToFileURL(resolve(`@modelcontextprotocol/${name}`)).href);
  const [{ Client }, { StdioClientTransport }] = [await load('client'), await load('client/stdio')];

  for (const mode of [undefined, 'legacy', 'auto', { pin: MODERN }]) {
    const asked = new Client(
      { name: 'newer', version: '1' },
      { ...(mode && { versionNegotiation: { mode } }), capabilities: {} },
    );
    const transport = new StdioClientTransport({
      command: process.execPath,
      args: [program, 'serve', '--sandbox'],
      stderr: 'ignore',
    });
    const what = typeof mode === 'object' ? `pinned to ${mode.pin}` : (mode ?? 'default');
    try {
      await asked.connect(transport);
      yield { what, ...(await session(asked)) };
    } catch (error) {
      // A server of the older era has nothing to offer to a client that accepts no other.
      yield { what, outcome: `refused: ${error.message}`, ok: typeof mode === 'object' };
    } finally {
      await asked.close();
    }
  }
}

/** A look at everything that is listed, and a call. */
async function session(asked) {
  const version = asked.getNegotiatedProtocolVersion();
  const { tools } = await asked.listTools();
  const { resources } = await asked.listResources();
  const { prompts } = await asked.listPrompts();
  const { isError, structuredContent } = await asked.callTool({
    name: 'get_metrics',
    arguments: { limit: 3 },
  });
  const { completion } = await asked.complete({
    ref: { type: 'ref/prompt', name: 'review_results' },
    argument: { name: 'metric', value: 'emp' },
  });
  const read = await asked.readResource({ uri: 'amigo://guide' });
  const metrics = structuredContent?.metrics?.length;
  return {
    outcome: `${version}: ${tools.length} tools, ${resources.length} resources, ${prompts.length} prompts, a call, a completion, a resource`,
    ok:
      version === LEGACY &&
      tools.length === 9 &&
      prompts.length === 5 &&
      !isError &&
      metrics === 3 &&
      completion.values.length > 0 &&
      read.contents.length === 1,
  };
}
