import {
  AppBridge,
  PostMessageTransport,
  type McpUiHostCapabilities,
  type McpUiHostContext,
} from '@modelcontextprotocol/ext-apps/app-bridge';
import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js';

// A host as hosts are: the bridge of the protocol's own library around a frame that may run scripts and nothing else.
// It is bundled and driven by the tests through `window.host`.

/** What the page did, in order. */
export interface Heard {
  readonly app: { readonly name: string; readonly version: string } | undefined;
  readonly initialized: number;
  readonly sizes: readonly (number | undefined)[];
  readonly contexts: readonly unknown[];
  readonly links: readonly string[];
  readonly calls: readonly unknown[];
}

export interface Setting {
  readonly capabilities: McpUiHostCapabilities;
  readonly context: McpUiHostContext;
  /** What the host answers when the page calls a tool: an error when there is none. */
  readonly answer?: CallToolResult;
}

const nothingHeard = () => ({
  initialized: 0,
  sizes: new Array<number | undefined>(),
  contexts: new Array<unknown>(),
  links: new Array<string>(),
  calls: new Array<unknown>(),
});
const heard = nothingHeard();
let bridge: AppBridge | undefined;

const host = {
  /** Opens the page in a new frame, and resolves when it has shaken hands. */
  async open({ capabilities, context, answer }: Setting): Promise<void> {
    await bridge?.close();
    document.querySelector('iframe')?.remove();
    Object.assign(heard, nothingHeard());
    const frame = document.createElement('iframe');
    frame.setAttribute('sandbox', 'allow-scripts');
    frame.title = 'Results';
    frame.style.cssText = 'border:0; width:100%; height:0; display:block';
    document.body.append(frame);
    const view = frame.contentWindow;
    if (!view) throw new Error('The frame has no window.');
    const opened = new AppBridge(null, { name: 'host', version: '1' }, capabilities, {
      hostContext: context,
    });
    bridge = opened;
    const ready = new Promise<void>((resolve) => {
      opened.addEventListener('initialized', () => {
        heard.initialized += 1;
        resolve();
      });
    });
    opened.addEventListener('sizechange', ({ height }) => {
      heard.sizes.push(height);
      frame.style.height = `${height ?? 0}px`;
    });
    opened.onupdatemodelcontext = (params) => {
      heard.contexts.push(params);
      return Promise.resolve({});
    };
    opened.onopenlink = ({ url }) => {
      heard.links.push(url);
      return Promise.resolve({});
    };
    opened.oncalltool = (params) => {
      heard.calls.push(params);
      return answer ? Promise.resolve(answer) : Promise.reject(new Error('No tool answers.'));
    };
    await opened.connect(new PostMessageTransport(view, view));
    frame.src = '/page.html';
    await ready;
  },
  heard(): Heard {
    const { name = '', version = '' } = bridge?.getAppVersion() ?? {};
    return { app: { name, version }, ...heard };
  },
  async toolInput(asked: Record<string, unknown>): Promise<void> {
    await bridge?.sendToolInput({ arguments: asked });
  },
  async toolResult(result: CallToolResult): Promise<void> {
    await bridge?.sendToolResult(result);
  },
  setContext(context: McpUiHostContext): void {
    bridge?.setHostContext(context);
  },
  async tearDown(): Promise<void> {
    await bridge?.teardownResource({});
  },
  /** Any message, past the bridge. */
  send(message: unknown): void {
    document.querySelector('iframe')?.contentWindow?.postMessage(message, '*');
  },
};

export type PageHost = typeof host;

declare global {
  interface Window {
    host: PageHost;
  }
}
window.host = host;
