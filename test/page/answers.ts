import { readFileSync } from 'node:fs';
import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js';
import type { ResultsData } from '../../src/answers/results/results-shape.ts';

// Answers as the tool gave them in its sandbox, and what becomes of them on the way to a page.

export type AnswerName = 'numbers' | 'rates' | 'categories' | 'overview' | 'baseline' | 'rows' | 'sources';

export interface Asked {
  readonly question: Record<string, unknown>;
  readonly answer: ResultsData;
}

/** A fresh copy: tests may change it. */
export function answerOf(name: AnswerName): Asked {
  return JSON.parse(readFileSync(`test/page/answers/${name}.json`, 'utf8'));
}

export function toolResult(answer: ResultsData): CallToolResult {
  return { content: [{ type: 'text', text: 'in words' }], structuredContent: { ...answer } };
}

/** A result as some hosts pass it on: without its figures. */
export const STRIPPED: CallToolResult = { content: [{ type: 'text', text: 'in words' }] };
