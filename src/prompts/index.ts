import { authorMetric } from './author_metric.ts';
import { compareVersions } from './compare_versions.ts';
import type { AnyPrompt } from './define-prompt.ts';
import { investigateConversation } from './investigate_conversation.ts';
import { reviewResults } from './review_results.ts';
import { tryVersion } from './try_version.ts';

/** In reading order. */
export const PROMPTS: readonly AnyPrompt[] = [
  authorMetric,
  reviewResults,
  compareVersions,
  tryVersion,
  investigateConversation,
];
