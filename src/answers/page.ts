import * as z from 'zod';

export const pageShape = z.object({
  returned: z.int(),
  complete: z.boolean().describe('True when nothing is left to show'),
  continuation_token: z.string().optional().describe('Pass it to go on'),
  note: z.string().nullable().describe('Why it is not complete, and what else to know'),
});
export type PageShape = z.infer<typeof pageShape>;

/** Why a list that ends at its limit is not complete. */
export const MORE = 'There is more: continuation_token goes on.';
