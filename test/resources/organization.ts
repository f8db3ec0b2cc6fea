import { onTestFinished } from 'vitest';
import { startPeer, type Peer } from '../support/peer.ts';

const ORGANIZATION = 'org';

/** Where the operations are on the peer. */
export const LIST = `GET /v1/${ORGANIZATION}/metric/`;
export const versionsOf = (id: string) => `GET /v1/${ORGANIZATION}/metric/${id}/version`;

/** The id of the metric with this number. */
export const id = (number: number) => number.toString(16).padStart(24, '0');

/** A metric as the Metric API lists it. */
export function metric(number: number, fields: Readonly<Record<string, unknown>> = {}) {
  return {
    id: id(number),
    name: `Metric ${number}`,
    metric_value_type: 'boolean',
    applied_to_services: [],
    additional_notes: null,
    tags: [],
    creator: { org_id: ORGANIZATION, user_id: 'someone' },
    updated_by: { org_id: ORGANIZATION, user_id: 'someone' },
    is_deleted: false,
    created_at: '2026-01-01T00:00:00+00:00',
    updated_at: '2026-02-01T00:00:00+00:00',
    ...fields,
  };
}

export function version(number: number, description: string) {
  return {
    metric_id: id(1),
    version: number,
    description,
    metric_value: { type: 'boolean' },
    creator: { org_id: ORGANIZATION, user_id: 'someone' },
    created_at: '2026-01-01T00:00:00+00:00',
  };
}

export function listPage(metrics: readonly unknown[], token?: number) {
  return { metrics, has_more: token !== undefined, continuation_token: token ?? null, filter_values: null };
}

export function versionsPage(metric_versions: readonly unknown[], token?: number) {
  return { metric_versions, has_more: token !== undefined, continuation_token: token ?? null };
}

/** A peer that plays Amigo, and the environment that points a server at it; it ends with the test. */
export async function startOrganization(): Promise<{ peer: Peer; env: Readonly<Record<string, string>> }> {
  const peer = await startPeer();
  onTestFinished(() => peer.close());
  return {
    peer,
    env: { AMIGO_API_BASE_URL: peer.url, AMIGO_ORG_ID: ORGANIZATION, AMIGO_TOKEN: 'token-of-a-test' },
  };
}
