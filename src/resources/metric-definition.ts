import { shapeMetric } from '../answers/metrics.ts';
import { HttpError, SIGN_IN } from '../errors.ts';
import { jsonText } from './content.ts';
import type { ResourceKind } from './resource.ts';

/** `amigo://metrics/{metric_id}`: the definition, of a deleted metric too. */
export const metric: ResourceKind = {
  uri: 'amigo://metrics/{metric_id}',
  name: 'metric',
  title: 'Metric definition',
  description: 'A metric with its latest version: what the judge is asked, and what it may answer.',
  mimeType: 'application/json',
  priority: 0.8,

  async read({ metric_id }, { context, reads }) {
    const { catalogue, connection } = context;
    const found = (await catalogue.metrics([metric_id], reads)).get(metric_id);
    if (!found) return undefined;
    const latest = await orAbsent(catalogue.latestVersion(metric_id, reads));
    const notes = latest ? [] : [{ code: 'no_version', text: 'Amigo gives no version of this metric.' }];
    return jsonText({ data: shapeMetric(found, latest), notes }, connection.sandbox);
  },
};

/** Undefined where Amigo answers that there is no such thing; an organization that is not found is a failure. */
export async function orAbsent<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof HttpError && error.code === 'not_found' && error.operation !== SIGN_IN)
      return undefined;
    throw error;
  }
}
