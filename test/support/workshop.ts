import type { App, AppSettings } from '../../src/app.ts';
import { startSandbox, type SandboxOptions } from '../../src/sandbox/listen.ts';
import type { ToolAnswer } from '../../src/tools/runner/run.ts';
import type { Progress } from '../../src/tools/runner/context.ts';
import { createApp } from './client.ts';
import { openRelay, type Relay } from './relay.ts';

export interface Workshop {
  readonly app: App;
  readonly relay: Relay;
  /** Everything that was logged. */
  readonly logged: readonly string[];
  /** One call through the corridor. */
  call(tool: string, input: unknown, options?: CallOptions): Promise<ToolAnswer>;
  /** The structured content of a call that must succeed. */
  data(tool: string, input: unknown, options?: CallOptions): Promise<Readonly<Record<string, unknown>>>;
  close(): Promise<void>;
}

interface CallOptions {
  readonly signal?: AbortSignal;
  readonly progress?: Progress;
}

/** The whole program behind its corridor, against the sandbox, with a relay between them for faults. */
export async function openWorkshop(
  settings: Partial<AppSettings> = {},
  options: SandboxOptions = {},
): Promise<Workshop> {
  const sandbox = await startSandbox({
    seed: 1,
    today: '2026-11-25',
    limits: false,
    keepAlive: false,
    ...options,
  });
  const relay = await openRelay(sandbox.url);
  const env = { ...sandbox.environment, AMIGO_API_BASE_URL: relay.url };
  // Closed before what it talks to, below.
  const { app, lines } = createApp(env, { settings, atEnd: () => {} });

  const call: Workshop['call'] = (tool, input, { signal = new AbortController().signal, progress } = {}) =>
    app.tools.run(tool, input, { signal, progress });

  return {
    app,
    relay,
    logged: lines,
    call,
    async data(tool, input, options) {
      const answer = await call(tool, input, options);
      if (!answer.structured) throw new Error(answer.text);
      return answer.structured;
    },
    async close() {
      await app.close();
      await relay.close();
      await sandbox.close();
    },
  };
}
