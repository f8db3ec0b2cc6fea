import * as z from 'zod';
import { count, inline } from '../text/words.ts';

/** What an evaluation would do, nothing judged. */
export const planShape = z.object({
  evaluations: z.int(),
  requests: z.int(),
  minutes: z.number().describe('At the quota'),
  overwrites: z
    .array(z.object({ version: z.int(), n: z.int() }))
    .optional()
    .describe('Manual results'),
  versions: z.array(
    z.object({ metric_id: z.string(), name: z.string().nullable(), version: z.int().nullable() }),
  ),
});
type Plan = z.infer<typeof planShape>;

export function planInWords({ evaluations, requests, minutes, overwrites, versions }: Plan): string[] {
  return [
    `Nothing was judged. It would be ${count(evaluations, 'evaluation')}, each paid for, in ${count(requests, 'request')}: about ${count(minutes, 'minute')} at the quota, and the judge’s own time.`,
    ...(overwrites
      ? [
          overwrites.length === 0
            ? 'It overwrites no manual result.'
            : `It overwrites manual results: ${overwrites.map(({ version, n }) => `${n} of version ${version}`).join(', ')}.`,
        ]
      : []),
    'Would judge:',
    ...versions.map(
      ({ metric_id, name, version }) =>
        `- ${name === null ? metric_id : `${inline(name)} (${metric_id})`}, ${version === null ? 'version not read' : `version ${version}`}`,
    ),
  ];
}
