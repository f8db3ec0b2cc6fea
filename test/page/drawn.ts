import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js';
import { answerOf, toolResult, type AnswerName } from './answers.ts';
import type { Shown } from './stage.ts';

/** The page has drawn this answer when this resolves. */
export async function drawn(shown: Shown, name: AnswerName): Promise<void> {
  const { question, answer } = answerOf(name);
  await drawnResult(shown, question, toolResult(answer));
}

/** The same of any result. */
export async function drawnResult(
  shown: Shown,
  question: Record<string, unknown>,
  result: CallToolResult,
): Promise<void> {
  await shown.toolInput(question);
  await shown.toolResult(result);
  await shown.frame.locator('section.notes').last().waitFor();
}
