import { Catalogue } from './amigo/catalogue.ts';
import type { Connection } from './amigo/connection.ts';
import type { Log } from './log.ts';
import { Evaluations } from './amigo/running-evaluations.ts';
import { Snapshots } from './results/reading/snapshots.ts';
import type { AppContext } from './tools/runner/context.ts';
import type { Access } from './config/access.ts';
import { TOOLS } from './tools/index.ts';
import { createTools, type Tools } from './tools/runner/run.ts';

export interface AppSettings {
  readonly access: Access;
  /** Hard deadline of one call. */
  readonly callTimeoutMs: number;
  /** Most metric evaluations while the program runs; null for none. */
  readonly evaluationLimit: number | null;
  readonly hideJustifications: boolean;
  /** Whether a person may be asked before what cannot be undone, or costs much. */
  readonly askPerson: boolean;
  /** IANA name; null for the machine's own. */
  readonly timezone: string | null;
  /** With `{conversation_id}` in it; null for none. */
  readonly conversationUrl: string | null;
  /** Takes secrets out of a text. */
  readonly redact: (text: string) => string;
}

/** What serving and calling have in common: the tools, and what calls share while the program runs. */
export interface App {
  readonly tools: Tools;
  readonly context: AppContext;
  readonly settings: AppSettings;
  /** Ends every connection, evaluations that run included. */
  close(): Promise<void>;
}

export function openApp(connection: Connection, log: Log, settings: AppSettings): App {
  const snapshots = new Snapshots();
  const context: AppContext = {
    connection,
    catalogue: new Catalogue(connection.api),
    snapshots,
    evaluations: new Evaluations({ connection, log, limit: settings.evaluationLimit }),
    log,
  };
  return {
    tools: createTools(TOOLS, context, settings),
    context,
    settings,
    async close() {
      snapshots.clear();
      await connection.close();
    },
  };
}
