import type { Server } from '@modelcontextprotocol/sdk/server/index.js';
import * as z from 'zod';
import type { Ask } from '../tools/runner/confirm.ts';
import { ANSWER_WITHIN_MS } from '../tools/runner/confirm.ts';

/** An answer to the form below; what comes beside its one box is passed over. */
const answerSchema = z.discriminatedUnion('action', [
  z.object({
    action: z.literal('accept'),
    content: z.object({ confirm: z.boolean().nullish() }).nullish(),
  }),
  z.object({ action: z.enum(['decline', 'cancel']) }),
]);

/**
 * How a person is asked through the host: a form of one box, which a yes needs ticked. Undefined when the host has not
 * declared that it shows forms.
 */
export function askThrough(server: Server, redact: (text: string) => string): Ask | undefined {
  if (!server.getClientCapabilities()?.elicitation?.form) return undefined;
  return async (question, signal) => {
    const answer = await server.request(
      {
        method: 'elicitation/create',
        params: {
          mode: 'form',
          message: redact(question),
          requestedSchema: {
            type: 'object',
            properties: { confirm: { type: 'boolean', title: 'Yes, do it' } },
          },
        },
      },
      answerSchema,
      // The SDK would give up after a minute.
      { signal, timeout: 2 * ANSWER_WITHIN_MS },
    );
    if (answer.action === 'accept') return answer.content?.confirm === true ? 'yes' : 'no';
    return answer.action === 'decline' ? 'no' : 'dismissed';
  };
}
