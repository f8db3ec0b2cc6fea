import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { build } from 'esbuild';
import { chromium, type Browser, type BrowserContext, type FrameLocator, type Page } from 'playwright-core';
import { onTestFinished } from 'vitest';
import type { McpUiHostCapabilities, McpUiHostContext } from '@modelcontextprotocol/ext-apps/app-bridge';
import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js';
import type { Heard } from './host.ts';

const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
/** What a host applies to a page that asks for nothing. */
const DEFAULT_POLICY = [
  "default-src 'none'",
  "script-src 'self' 'unsafe-inline'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "media-src 'self' data:",
  "connect-src 'none'",
].join('; ');
const ALL_CAPABILITIES: McpUiHostCapabilities = {
  openLinks: {},
  serverTools: {},
  updateModelContext: { text: {} },
};
const HOST_PAGE =
  '<!doctype html><html lang="en"><title>Host</title><link rel="icon" href="data:,"><body style="margin:0"><script src="/host.js"></script></body></html>';

export interface Setting {
  readonly width?: number;
  readonly capabilities?: McpUiHostCapabilities;
  readonly context?: McpUiHostContext;
  /** What the host answers when the page calls the tool. */
  readonly answer?: CallToolResult;
  /** Whether time is the test's own. */
  readonly ownTime?: boolean;
}

interface Window {
  readonly page: Page;
  /** Everything that went wrong, and every request that was none for the host's own files. */
  readonly troubles: string[];
}

/** The page inside a host. */
export interface Shown extends Window {
  readonly frame: FrameLocator;
  /** What the page did so far. */
  heard(): Promise<Heard>;
  toolInput(asked: Record<string, unknown>): Promise<void>;
  toolResult(result: CallToolResult): Promise<void>;
  setContext(context: McpUiHostContext): Promise<void>;
  /** Any message, past the bridge. */
  send(message: unknown): Promise<void>;
}

/** One browser with one window for the host, and a server on loopback that hands out the host and the page. */
export class Stage {
  readonly #browser: Browser;
  readonly #server: Server;
  readonly #origin: string;
  readonly #hostWindow: Window;

  private constructor(browser: Browser, server: Server, origin: string, hostWindow: Window) {
    this.#browser = browser;
    this.#server = server;
    this.#origin = origin;
    this.#hostWindow = hostWindow;
  }

  static async open(executablePath: string): Promise<Stage> {
    const [browser, script] = await Promise.all([
      chromium.launch({ executablePath, args: FLAGS }),
      hostScript(),
    ]);
    const files: Readonly<Record<string, readonly [type: string, read: () => Promise<string>]>> = {
      '/': ['text/html', () => Promise.resolve(HOST_PAGE)],
      '/host.js': ['text/javascript', () => Promise.resolve(script)],
      '/page.html': ['text/html', readPage],
    };
    const server = createServer((request, response) => {
      const [type, read] = files[request.url ?? ''] ?? [];
      if (!type || !read) {
        response.writeHead(404).end();
        return;
      }
      const policy = request.url === '/page.html' ? { 'content-security-policy': DEFAULT_POLICY } : {};
      void read().then((text) => response.writeHead(200, { 'content-type': type, ...policy }).end(text));
    });
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    const { port } = server.address() as AddressInfo;
    const origin = `http://127.0.0.1:${port}`;
    const context = await browser.newContext({ permissions: ['clipboard-read'] });
    const hostWindow = await openWindow(context, origin);
    await hostWindow.page.goto(`${origin}/`);
    return new Stage(browser, server, origin, hostWindow);
  }

  async close(): Promise<void> {
    await this.#browser.close();
    await new Promise((resolve) => {
      this.#server.close(resolve);
    });
  }

  /** Opens the page in the host, which has shaken hands with it then; the page that was shown before is gone. */
  async show(setting: Setting = {}): Promise<Shown> {
    const { width = 900, capabilities = ALL_CAPABILITIES, context = {}, answer, ownTime = false } = setting;
    const { page, troubles } = ownTime ? await this.#windowWithOwnTime() : this.#hostWindow;
    troubles.length = 0;
    await page.setViewportSize({ width, height: 800 });
    await page.evaluate((given) => window.host.open(given), {
      capabilities,
      context,
      ...(answer && { answer }),
    });
    return {
      page,
      frame: page.frameLocator('iframe'),
      heard: () => page.evaluate(() => window.host.heard()),
      toolInput: (asked) => page.evaluate((given) => window.host.toolInput(given), asked),
      toolResult: (result) => page.evaluate((given) => window.host.toolResult(given), result),
      setContext: (changed) => page.evaluate((given) => window.host.setContext(given), changed),
      send: (message) => page.evaluate((given) => window.host.send(given), message),
      troubles,
    };
  }

  /** Opens a file, without a network. */
  async openFile(address: string): Promise<Window> {
    const opened = await openWindow(await this.#contextOfTest({ offline: true }), this.#origin);
    await opened.page.goto(address);
    return opened;
  }

  async #windowWithOwnTime(): Promise<Window> {
    const opened = await openWindow(await this.#contextOfTest(), this.#origin);
    await opened.page.clock.install();
    await opened.page.goto(`${this.#origin}/`);
    return opened;
  }

  async #contextOfTest(options: { readonly offline?: boolean } = {}): Promise<BrowserContext> {
    const context = await this.#browser.newContext(options);
    onTestFinished(() => context.close());
    return context;
  }
}

async function openWindow(context: BrowserContext, origin: string): Promise<Window> {
  const page = await context.newPage();
  const troubles: string[] = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) troubles.push(message.text());
  });
  page.on('pageerror', (error) => troubles.push(error.message));
  page.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(`${origin}/`) && !/^(?:file|data):/.test(url)) troubles.push(url);
  });
  return { page, troubles };
}

export function readPage(): Promise<string> {
  return readFile('dist/page.html', 'utf8');
}

async function hostScript(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: ['test/page/host.ts'],
    bundle: true,
    write: false,
    platform: 'browser',
    format: 'iife',
    target: 'es2022',
  });
  return outputFiles[0]?.text ?? '';
}
