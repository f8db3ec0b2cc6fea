import type {
  McpUiHostCapabilities,
  McpUiHostContext,
  McpUiInitializedNotification,
  McpUiInitializeRequest,
  McpUiInitializeResult,
  McpUiOpenLinkRequest,
  McpUiSizeChangedNotification,
  McpUiToolInputNotification,
  McpUiToolResultNotification,
  McpUiUpdateModelContextRequest,
} from '@modelcontextprotocol/ext-apps';
import type { CallToolRequest, CallToolResult } from '@modelcontextprotocol/sdk/types.js';
import { isObject } from '../json.ts';

// MCP Apps over postMessage: JSON-RPC 2.0 with the window that holds the frame, and with no other.
// https://github.com/modelcontextprotocol/ext-apps/blob/main/specification/2026-01-26/apps.mdx

const PROTOCOL_VERSION = '2026-01-26';
const METHOD_NOT_FOUND = -32601;

/** What a host tells the page. The context comes with the handshake, and in parts when it changes. */
export interface HostEvents {
  readonly onContext: (context: McpUiHostContext) => void;
  readonly onToolInput: (input: McpUiToolInputNotification['params']) => void;
  readonly onToolResult: (result: McpUiToolResultNotification['params']) => void;
  readonly onToolCancelled: () => void;
  readonly onTeardown: () => void;
}

/** What the page can ask of its host; requests reject when the host answers with an error. */
export interface Host {
  readonly capabilities: McpUiHostCapabilities;
  callTool(params: CallToolRequest['params']): Promise<CallToolResult>;
  openLink(url: string): Promise<void>;
  updateModelContext(params: McpUiUpdateModelContextRequest['params']): Promise<void>;
  sizeChanged(height: number): void;
}

type Request =
  | McpUiInitializeRequest
  | McpUiOpenLinkRequest
  | McpUiUpdateModelContextRequest
  | Pick<CallToolRequest, 'method' | 'params'>;
type Notification = McpUiInitializedNotification | McpUiSizeChangedNotification;

interface Pending {
  readonly resolve: (result: unknown) => void;
  readonly reject: (reason: Error) => void;
}

/** Shakes hands with the host; what it sends from then on reaches `events`. */
export async function connect(
  appInfo: McpUiInitializeRequest['params']['appInfo'],
  events: HostEvents,
): Promise<Host> {
  const pending = new Map<number, Pending>();
  let lastId = 0;
  const send = (message: object) => {
    // The frame cannot know the origin of the window that holds it; nothing is sent that the host did not give it.
    window.parent.postMessage({ jsonrpc: '2.0', ...message }, '*');
  };
  const notify = (notification: Notification) => send(notification);
  const request = (asked: Request): Promise<unknown> =>
    new Promise((resolve, reject) => {
      lastId += 1;
      pending.set(lastId, { resolve, reject });
      send({ id: lastId, ...asked });
    });

  const answers: Readonly<Record<string, () => void>> = {
    ping: () => {},
    'ui/resource-teardown': events.onTeardown,
  };
  const notices: Readonly<Record<string, (params: Readonly<Record<string, unknown>>) => void>> = {
    'ui/notifications/tool-input': events.onToolInput,
    'ui/notifications/tool-result': (params) => isToolResult(params) && events.onToolResult(params),
    'ui/notifications/tool-cancelled': events.onToolCancelled,
    'ui/notifications/host-context-changed': events.onContext,
  };

  window.addEventListener('message', ({ source, data }: MessageEvent<unknown>) => {
    if (source !== window.parent || !isObject(data) || data['jsonrpc'] !== '2.0') return;
    const { id, method, params } = data;
    if (typeof method !== 'string') {
      const waiting = typeof id === 'number' ? pending.get(id) : undefined;
      if (!waiting || typeof id !== 'number') return;
      pending.delete(id);
      if ('error' in data) waiting.reject(new Error('The host refused.'));
      else waiting.resolve(data['result']);
    } else if (id === undefined) {
      notices[method]?.(isObject(params) ? params : {});
    } else if (answers[method]) {
      answers[method]();
      send({ id, result: {} });
    } else {
      send({ id, error: { code: METHOD_NOT_FOUND, message: 'Unknown to this page' } });
    }
  });

  const greeted = await request({
    method: 'ui/initialize',
    params: {
      appInfo,
      appCapabilities: { availableDisplayModes: ['inline'] },
      protocolVersion: PROTOCOL_VERSION,
    },
  });
  const { hostCapabilities, hostContext } = isInitializeResult(greeted)
    ? greeted
    : { hostCapabilities: {}, hostContext: {} };
  events.onContext(hostContext);
  notify({ method: 'ui/notifications/initialized', params: {} });

  return {
    capabilities: hostCapabilities,
    async callTool(params) {
      const result = await request({ method: 'tools/call', params });
      if (!isToolResult(result)) throw new Error('The host gave no result.');
      return result;
    },
    async openLink(url) {
      await request({ method: 'ui/open-link', params: { url } });
    },
    async updateModelContext(params) {
      await request({ method: 'ui/update-model-context', params });
    },
    sizeChanged(height) {
      notify({ method: 'ui/notifications/size-changed', params: { height } });
    },
  };
}

function isInitializeResult(value: unknown): value is McpUiInitializeResult {
  return isObject(value) && isObject(value['hostCapabilities']) && isObject(value['hostContext']);
}

function isToolResult(value: unknown): value is CallToolResult {
  return isObject(value) && Array.isArray(value['content']);
}
