import type { MetricShape } from '../../src/answers/metrics.ts';

/** A metric as it is answered, with nothing that it may lack. */
export const metricShape = (fields: Partial<MetricShape> = {}): MetricShape => ({
  id: 'a',
  name: 'Kind|ness',
  metric_value_type: 'boolean',
  applied_to_services: [],
  additional_notes: null,
  tags: [],
  creator: null,
  updated_by: null,
  is_deleted: false,
  created_at: null,
  updated_at: null,
  ...fields,
});
