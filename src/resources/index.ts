import type { ResourceKind } from './resource.ts';
import { guide } from './guide.ts';
import { metric } from './metric-definition.ts';
import { metricIndex } from './metric-index.ts';
import { version } from './metric-version.ts';
import { versions } from './metric-versions.ts';

/** Resources that are always there. */
export const FIXED: readonly ResourceKind[] = [metricIndex, guide];
export const TEMPLATES: readonly ResourceKind[] = [metric, versions, version];
