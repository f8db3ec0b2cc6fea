import type { Server } from '@modelcontextprotocol/sdk/server/index.js';
import type { Ask } from '../tools/runner/confirm.ts';
import { ANSWER_WITHIN_MS } from '../tools/runner/confirm.ts';

/**
 * How a person is asked through the host: a form of one box, which a yes needs ticked. Undefined when the host has not
 * declared that it shows forms.
 */
export function askThrough(server: Server, redact: (text: string) => string): Ask | undefined {
  if (!server.getClientCapabilities()?.elicitation?.form) return undefined;
  return async (question, signal) => {
    const { action, content } = await server.elicitInput(
      {
        mode: 'form',
        message: redact(question),
        requestedSchema: {
          type: 'object',
          properties: { confirm: { type: 'boolean', title: 'Yes, do it' } },
        },
      },
      // The SDK would give up after a minute.
      { signal, timeout: 2 * ANSWER_WITHIN_MS },
    );
    if (action === 'accept') return content?.['confirm'] === true ? 'yes' : 'no';
    return action === 'decline' ? 'no' : 'dismissed';
  };
}
