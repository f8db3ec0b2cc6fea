import * as z from 'zod';
import type { MetricVersion } from '../amigo/schema.ts';
import { cutTexts, keepOf, type Cut } from './fit.ts';
import { valueInWords, metricValueShape, shapeValue, userShape } from './metrics.ts';
import { pageShape } from './page.ts';
import { minute } from '../text/times.ts';
import { are, inline, quoted } from '../text/words.ts';

/** A description is not cut below this. */
const LEAST_TEXT = 160;

const versionShape = z.object({
  version: z.int(),
  description: z.string(),
  metric_value: metricValueShape,
  creator: userShape.nullable(),
  created_at: z.string().nullable(),
  changes: z.array(z.string()).describe('Against the version before'),
});
type VersionShape = z.infer<typeof versionShape>;

export const versionsShape = z.object({
  metric_id: z.string(),
  versions: z.array(versionShape),
  page: pageShape,
});
export type VersionsShape = z.infer<typeof versionsShape>;

export function shapeVersion(version: MetricVersion, changes: readonly string[]): VersionShape {
  const { creator } = version;
  return {
    version: version.version,
    description: version.description,
    metric_value: shapeValue(version.metric_value),
    creator: creator && { org_id: creator.org_id, user_id: creator.user_id },
    created_at: version.created_at,
    changes: [...changes],
  };
}

/** One version as a line for what it is, one for each change, and one for what it asks. */
export function versionInWords(shape: VersionShape): string {
  const { version, metric_value, created_at, creator, changes, description } = shape;
  const by = creator ? `, by ${inline(`${creator.org_id},${creator.user_id}`)}` : '';
  return [
    `v${version}, ${minute(created_at)} UTC${by}: ${valueInWords(metric_value)}`,
    ...changes.map((change) => `  change: ${change}`),
    `  description: ${quoted(description)}`,
  ].join('\n');
}

/** Drops the last versions but one; `tokenAfter` continues behind the last that stays. */
export function cutVersions(total: number, tokenAfter: (last: number) => string): Cut<VersionsShape> {
  return (data, share) => {
    const versions = data.versions.slice(0, Math.max(1, keepOf(data.versions.length, share)));
    const last = versions.at(-1);
    if (!last || versions.length === data.versions.length) return undefined;
    const { length } = versions;
    const page = {
      ...data.page,
      returned: length,
      complete: false,
      continuation_token: tokenAfter(last.version),
    };
    return {
      data: { ...data, versions, page },
      note: {
        code: 'versions',
        text: `Cut to the length of one answer: ${length} of ${total} ${are(length)} shown, continuation_token goes on behind them.`,
      },
    };
  };
}

/** Shortens descriptions, and says so. */
export const cutDescriptions: Cut<VersionsShape> = cutTexts(['description'], LEAST_TEXT, {
  code: 'descriptions',
  text: 'A description is longer than one answer can be: it ends with … here.',
});
