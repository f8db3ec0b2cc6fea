import type { McpUiHostContext } from '@modelcontextprotocol/ext-apps';
import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js';
import type { ResultsData } from '../answers/results/results-shape.ts';
import type { EntryFigures, MetricFigures } from '../results/figures/shape.ts';
import { isResultsData, takesNoRoom, type Arguments } from './answer-data.ts';
import { connect, type Host } from './bridge.ts';
import { conversationElement } from './conversation-link.ts';
import { drawAnswer } from './draw-answer.ts';
import type { Drawing } from './drawing.ts';
import { html, type Child } from './elements.ts';
import { metricName } from './figures-as-text.ts';
import { NOTHING_PICKED, pickedContext } from './picked-entry.ts';

const TOOL = 'get_metric_evaluation_results';
/** For so long the server has what it read, and asking again reads nothing from Amigo. */
const ASKS_BY_ITSELF_MS = 10 * 60 * 1000;

/** The page inside a host: draws the result of the call that it belongs to. */
export class HostPage {
  readonly #root: HTMLElement;
  readonly #startedAt = Date.now();
  readonly #resized = new ResizeObserver(() => this.#reportSize());
  #host: Host | undefined;
  #arguments: Arguments | undefined;
  #picked: EntryFigures | undefined;
  /** Undefined until it is known what is drawn: no size is reported before. */
  #height: number | undefined;

  constructor(root: HTMLElement) {
    this.#root = root;
  }

  async start(version: string): Promise<void> {
    this.#host = await connect(
      { name: 'amigo-metrics-results', version },
      {
        onContext: applyContext,
        onToolInput: (input) => {
          this.#arguments = input.arguments ?? {};
        },
        onToolResult: (result) => this.#take(result),
        onToolCancelled: () => this.#show(),
        onTeardown: () => this.#resized.disconnect(),
      },
    );
  }

  #take(result: CallToolResult): void {
    const { structuredContent, isError } = result;
    if (isError || takesNoRoom(structuredContent, this.#arguments)) this.#show();
    else if (isResultsData(structuredContent)) this.#draw(structuredContent);
    else if (!this.#host?.capabilities.serverTools || !this.#arguments)
      this.#show(state('This host gives the page no figures.'));
    else if (Date.now() - this.#startedAt <= ASKS_BY_ITSELF_MS) void this.#askAgain();
    else this.#show(this.#askButton('This host gave the page no figures.'));
  }

  /** Some hosts keep the figures to themselves: the same question, asked through the host, brings them. */
  async #askAgain(): Promise<void> {
    this.#root.replaceChildren(state('Asking for the figures …'));
    try {
      const result = await this.#host?.callTool({ name: TOOL, arguments: { ...this.#arguments } });
      if (result?.isError) this.#show(this.#askButton('The figures could not be read.'));
      else if (isResultsData(result?.structuredContent)) this.#draw(result.structuredContent);
      else this.#show(state('This host gives the page no figures.'));
    } catch {
      this.#show(this.#askButton('The host did not pass the question on.'));
    }
  }

  #askButton(reason: string): HTMLElement {
    const button = html('button', { type: 'button' }, 'Ask for the figures again');
    button.addEventListener('click', () => void this.#askAgain());
    return html('p', { class: 'state' }, `${reason} `, button);
  }

  #draw(data: ResultsData): void {
    const drawing: Drawing = {
      entry: (metric, entry, text) => this.#pickable(metric, entry, text),
      conversation: (id) => this.#conversation(id, data.coverage.conversation_url),
      groupBy: typeof this.#arguments?.['group_by'] === 'string' ? this.#arguments['group_by'] : undefined,
    };
    try {
      this.#show(...drawAnswer(data, drawing));
    } catch {
      // What a host passes on may be of a newer server, or not what the server sent.
      this.#show(state('This page cannot draw these figures.'));
    }
  }

  /** Nothing to show takes no room. */
  #show(...children: readonly HTMLElement[]): void {
    this.#root.replaceChildren(...children);
    this.#height ??= -1;
    this.#resized.observe(this.#root);
    // At once: a frame without a size is not laid out, and would see no change.
    this.#reportSize();
  }

  #reportSize(): void {
    const height = Math.ceil(this.#root.getBoundingClientRect().height);
    if (this.#height === undefined || this.#height === height) return;
    this.#height = height;
    this.#host?.sizeChanged(height);
  }

  #pickable(metric: MetricFigures, entry: EntryFigures, text: string): Child {
    if (!this.#host?.capabilities.updateModelContext) return text;
    const label = `${text}, v${entry.version} of ${metricName(metric)}: tell the model`;
    const button = html(
      'button',
      { type: 'button', class: 'pick', 'aria-pressed': 'false', 'aria-label': label },
      text,
    );
    button.addEventListener('click', () => {
      const taken = this.#picked === entry;
      this.#picked = taken ? undefined : entry;
      for (const pressed of this.#root.querySelectorAll('.pick[aria-pressed="true"]')) {
        pressed.setAttribute('aria-pressed', 'false');
      }
      button.setAttribute('aria-pressed', String(!taken));
      // A host that refuses leaves the mark: the person sees what was meant, the model does not.
      this.#host
        ?.updateModelContext(taken ? NOTHING_PICKED : pickedContext(metric, entry))
        .catch(() => button.setAttribute('aria-pressed', 'false'));
    });
    return button;
  }

  #conversation(id: string, address: string | undefined): Child {
    const link = conversationElement(id, this.#host?.capabilities.openLinks && address);
    if (!(link instanceof HTMLAnchorElement)) return link;
    link.addEventListener('click', (event) => {
      event.preventDefault();
      // A host may refuse to open it, and says so itself.
      this.#host?.openLink(link.href).catch(() => {});
    });
    return link;
  }
}

function state(text: string): HTMLElement {
  return html('p', { class: 'state', role: 'status' }, text);
}

/** Theme, font and safe area; the width is the frame's own, and figures keep the digits and signs of the answer. */
function applyContext({ theme, styles, safeAreaInsets }: McpUiHostContext): void {
  const { dataset, style } = document.documentElement;
  if (theme) dataset['theme'] = theme;
  const font = styles?.variables?.['--font-sans'];
  if (font) style.setProperty('--host-font', font);
  if (safeAreaInsets) {
    const { top, right, bottom, left } = safeAreaInsets;
    style.setProperty('--inset', [top, right, bottom, left].map((side) => `${side}px`).join(' '));
  }
}
