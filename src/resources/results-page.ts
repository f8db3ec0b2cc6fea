import { readFile } from 'node:fs/promises';
import type { Readable } from './resource.ts';

/** Beside the built program; the sources find it where the build leaves it. */
const FILE = process.env.PAGE_FILE ?? '../../dist/page.html';

/** The text of the built page; read anew each time, since hardly anybody asks twice. */
export function readPage(): Promise<string> {
  return readFile(new URL(FILE, import.meta.url), 'utf8');
}

/** `ui://amigo-metrics/results`: the page that draws answers about results, for hosts that know MCP Apps. */
export const resultsPage: Readable = {
  uri: 'ui://amigo-metrics/results',
  mimeType: 'text/html;profile=mcp-app',
  // Whoever shows it lets it reach nothing: the page holds all that it needs.
  meta: { ui: { csp: { connectDomains: [], resourceDomains: [], frameDomains: [], baseUriDomains: [] } } },
  read: readPage,
};
