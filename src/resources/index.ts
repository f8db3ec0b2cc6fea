import type { Family } from './family.ts';
import { guide } from './guide.ts';
import { metric } from './metric.ts';
import { metricIndex } from './metricIndex.ts';
import { version } from './version.ts';
import { versions } from './versions.ts';

/** Resources that are always there. */
export const FIXED: readonly Family[] = [metricIndex, guide];
export const TEMPLATES: readonly Family[] = [metric, versions, version];
