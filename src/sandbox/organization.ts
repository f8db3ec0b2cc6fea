import type { User } from './model.ts';

// Nothing here is a secret: these credentials open a server on loopback whose data are made up.

export const ORGANIZATION = 'sandbox-health';

/** What a person holds who signs in with an API key. */
export interface Member {
  readonly userId: string;
  readonly keyId: string;
  readonly key: string;
  readonly permissions: readonly string[];
}

const READING = ['Metric:GetMetric', 'Metric:GetMetricEvaluationResult'];

/** May do everything; the one whose credentials the sandbox hands out. */
export const ADMINISTRATOR: Member = {
  userId: '64a7c0de5e1f00000000a001',
  keyId: 'sandbox-administrator',
  key: 'sandbox-administrator-key-opens-made-up-data-only',
  permissions: [
    ...READING,
    'Metric:CreateMetric',
    'Metric:ModifyMetric',
    'Metric:DeleteMetric',
    'Metric:EvaluateMetric',
  ],
};

/** May read, and nothing else. */
export const READER: Member = {
  userId: '64a7c0de5e1f00000000a002',
  keyId: 'sandbox-reader',
  key: 'sandbox-reader-key-opens-made-up-data-only',
  permissions: READING,
};

export const MEMBERS: readonly Member[] = [ADMINISTRATOR, READER];

/** Wrote half of the seeded metrics; holds no key. */
const CLINICAL_LEAD = '64a7c0de5e1f00000000a003';

export const AUTHORS: readonly [User, User] = [
  { org_id: ORGANIZATION, user_id: ADMINISTRATOR.userId },
  { org_id: ORGANIZATION, user_id: CLINICAL_LEAD },
];

/** Scheduling line, nurse triage line, medication support. */
export const SERVICES: readonly [string, string, string] = [
  '64a7c0de5e1f00000000b001',
  '64a7c0de5e1f00000000b002',
  '64a7c0de5e1f00000000b003',
];

/** A conversation that ended before anybody spoke: it cannot be evaluated. */
export const EMPTY_CONVERSATION_ID = '64a7c0de5e1f00000000c000';
