import { isObject } from '../json.ts';
import { isResultsData, takesNoRoom } from './answer-data.ts';
import { conversationElement } from './conversation-link.ts';
import { drawAnswer } from './draw-answer.ts';
import { html } from './elements.ts';
import { shortened } from './figures-as-text.ts';

/** The page as a file with its data inside: a report. */
export function drawFile(root: HTMLElement, text: string): void {
  const content: unknown = JSON.parse(text);
  const { arguments: asked = {}, structuredContent: data } = isObject(content) ? content : {};
  const question = isObject(asked) ? asked : {};
  if (!isResultsData(data) || takesNoRoom(data, question)) {
    root.replaceChildren(html('p', { class: 'state' }, 'This file holds no figures.'));
    return;
  }
  const groupBy = question['group_by'];
  root.replaceChildren(
    html('h1', {}, 'Evaluation results'),
    ...drawAnswer(data, {
      entry: (_, __, name) => name,
      conversation: (id) => conversationElement(id, data.coverage.conversation_url),
      groupBy: typeof groupBy === 'string' ? groupBy : undefined,
    }),
    questionElement(question),
  );
  document.documentElement.classList.add('file');
}

/** What was asked, since a file goes where its conversation does not. */
function questionElement(question: Readonly<Record<string, unknown>>): HTMLElement {
  const parts = Object.entries(question).map(
    ([name, value]) => `${name} ${shortened(JSON.stringify(value))}`,
  );
  return html('p', { class: 'small notes', dir: 'auto' }, `Asked: ${parts.join(', ') || 'everything'}.`);
}
