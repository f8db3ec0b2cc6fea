import { z } from 'zod';
import { startSandbox, type Sandbox, type SandboxOptions } from '../../src/sandbox/listen.ts';
import { ADMINISTRATOR, ORGANIZATION, type Member } from '../../src/sandbox/organization.ts';
import { checkAnswer, checkRequest } from '../support/contract-check.ts';

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

/** Somebody who is signed in to a sandbox of their own. */
export interface SandboxUser {
  readonly sandbox: Sandbox;
  readonly token: string;
  /** Complaints of the contract about the requests sent so far. */
  readonly requestProblems: string[];
  /** One request below `/v1/{organization}`; throws when the answer breaks the contract. */
  ask(method: string, path: string, body?: unknown): Promise<Reply>;
  close(): Promise<void>;
}

const signedIn = z.object({ id_token: z.string(), expires_at: z.string() });

export function keyHeaders(member: Member): Record<string, string> {
  return { 'x-api-key': member.key, 'x-api-key-id': member.keyId, 'x-user-id': member.userId };
}

/** Any request to a sandbox; follows no redirect. */
export async function send(
  sandbox: Sandbox,
  method: string,
  path: string,
  init: { headers?: Record<string, string>; body?: string } = {},
): Promise<Reply> {
  const response = await fetch(`${sandbox.url}${path}`, { method, redirect: 'manual', ...init });
  const text = await response.text();
  const body: unknown = text === '' ? undefined : JSON.parse(text);
  return { status: response.status, headers: response.headers, body };
}

export async function signIn(sandbox: Sandbox, member: Member = ADMINISTRATOR): Promise<string> {
  const path = `/v1/${ORGANIZATION}/user/signin_with_api_key`;
  const reply = await send(sandbox, 'POST', path, { headers: keyHeaders(member) });
  return signedIn.parse(reply.body).id_token;
}

export async function startUser(
  options: SandboxOptions = {},
  member: Member = ADMINISTRATOR,
): Promise<SandboxUser> {
  const sandbox = await startSandbox({ today: '2026-11-25', limits: false, ...options });
  const token = await signIn(sandbox, member);
  const requestProblems: string[] = [];
  return {
    sandbox,
    token,
    requestProblems,
    async ask(method, path, body) {
      const full = `/v1/${ORGANIZATION}${path}`;
      const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
      const { operationId, problems } = checkRequest({ method, path: full, headers, body });
      requestProblems.push(...problems);
      const text = body === undefined ? {} : { body: JSON.stringify(body) };
      const reply = await send(sandbox, method, full, { headers, ...text });
      const broken = operationId ? checkAnswer(operationId, reply.status, reply.body) : [];
      if (broken.length > 0) throw new Error(`${method} ${path} ${reply.status}: ${broken.join('; ')}`);
      return reply;
    },
    close: () => sandbox.close(),
  };
}

const userSchema = z.object({ org_id: z.string(), user_id: z.string() });
const metric = z.object({
  name: z.string(),
  applied_to_services: z.array(z.string()),
  additional_notes: z.string().nullable(),
  tags: z.array(z.object({ key: z.string(), value: z.string().nullable() })),
  creator: userSchema,
  updated_by: userSchema,
  metric_value_type: z.string(),
  is_deleted: z.boolean(),
  created_at: z.string(),
  updated_at: z.string(),
});
const metricsPage = z.object({
  metrics: z.array(metric.extend({ id: z.string() })),
  has_more: z.boolean(),
  continuation_token: z.number().nullable(),
  filter_values: z
    .object({
      applied_to_services_ids: z.array(z.string()),
      creators: z.array(userSchema),
      tags: z.array(z.string()),
      types: z.array(z.string()),
    })
    .nullable(),
});
const hits = z.object({
  metrics: z.array(metric.extend({ _id: z.string() }).transform(({ _id: id, ...rest }) => ({ id, ...rest }))),
});
const versionsPage = z.object({
  metric_versions: z.array(
    z.object({
      version: z.number(),
      description: z.string(),
      metric_value: z.looseObject({ type: z.string() }),
    }),
  ),
  has_more: z.boolean(),
  continuation_token: z.number().nullable(),
});
const resultsPage = z.object({
  metric_evaluation_results: z.array(
    z.object({
      id: z.string(),
      metric_id: z.string(),
      metric_version: z.number(),
      result: z.union([z.number(), z.boolean(), z.string(), z.null()]),
      justification: z.string(),
      created_at: z.string(),
      source: z.object({
        type: z.string(),
        conversation_id: z.string().optional(),
        evaluate_to_interaction_id: z.string().nullish(),
        invoked_by: userSchema.optional(),
        simulation_unit_test_set_run_id: z.string().optional(),
        unit_test_id: z.string().optional(),
        run_index: z.number().optional(),
        references: z.array(z.string()),
      }),
    }),
  ),
  has_more: z.boolean(),
  continuation_token: z.number().nullable(),
  filter_values: z.object({ metric_ids: z.array(z.string()) }).nullable(),
});
const evaluations = z.object({
  metrics: z.array(
    z.object({
      metric_id: z.string(),
      value: z.union([z.number(), z.boolean(), z.string(), z.null()]),
      references: z.array(z.string()),
      justification: z.string(),
    }),
  ),
});

export type ResultRow = z.infer<typeof resultsPage>['metric_evaluation_results'][number];

/** Successful answers, read. */
export const read = {
  metrics: async (reply: Promise<Reply>) => metricsPage.parse((await reply).body),
  hits: async (reply: Promise<Reply>) => hits.parse((await reply).body).metrics,
  versions: async (reply: Promise<Reply>) => versionsPage.parse((await reply).body),
  results: async (reply: Promise<Reply>) => resultsPage.parse((await reply).body),
  evaluations: async (reply: Promise<Reply>) => evaluations.parse((await reply).body).metrics,
  id: async (reply: Promise<Reply>) => z.object({ id: z.string() }).parse((await reply).body).id,
};

/** The id of the seeded metric of this name. */
export async function idOf(user: SandboxUser, name: string): Promise<string> {
  const found = await read.hits(user.ask('GET', `/metric/search/?query=${encodeURIComponent(name)}`));
  const hit = found.find((each) => each.name === name);
  if (!hit) throw new Error(`No metric is called ${name}.`);
  return hit.id;
}

/** Every result that a query finds, page by page, newest first. */
export async function allResults(user: SandboxUser, query = ''): Promise<ResultRow[]> {
  const rows: ResultRow[] = [];
  let token: number | null = 0;
  while (token !== null) {
    const path = `/metric/metric_evaluation_result?sort_by=-created_at&continuation_token=${token}${query}`;
    const page = await read.results(user.ask('GET', path));
    rows.push(...page.metric_evaluation_results);
    token = page.continuation_token;
  }
  return rows;
}
