import * as z from 'zod';
import { bestEffort } from '../deadline.ts';
import { CallError, HttpError } from '../errors.ts';
import type { Definition, MetricVersion } from '../amigo/schema.ts';
import { adviseMetric } from '../answers/advice.ts';
import { describeChanges } from '../answers/changes.ts';
import { adviceInWords, adviceShape, confirmedInWords, writtenShape } from '../answers/writes.ts';
import { inline } from '../text/words.ts';
import type { CallContext } from './runner/context.ts';
import { defineTool } from './runner/define-tool.ts';
import { definitionOf, sameDefinition } from '../amigo/definition.ts';
import { description, metric, metricValue } from './params.ts';
import { orUndefined } from './runner/optional-read.ts';
import { settleWrite } from './runner/settle-write.ts';

export const createMetricVersion = defineTool({
  name: 'create_metric_version',
  title: 'Create a metric version',
  description:
    'Gives a metric a new latest version: description and value definition, both whole (nothing is merged). The value type cannot change. Pass version = the version that you read + 1: it guards against overwriting what somebody else has made meanwhile. Without it the next number is taken, which guards against doubling only. Results of different versions answer different questions.',
  access: 'author',
  hints: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: true },

  input: z.strictObject({
    metric_id: metric,
    description,
    metric_value: metricValue,
    version: z.int().min(1).optional().describe('Expected next number: the version read + 1'),
  }),
  output: z.object({
    metric_id: z.string(),
    version: z.int(),
    changes: z.array(z.string()).describe('Against the version before; empty when that was not read'),
    advice: adviceShape,
    ...writtenShape,
  }),

  async run(input, call) {
    const { id, name } = await call.catalogue.resolve(input.metric_id, call.reads);
    const definition = definitionOf(input);
    const before = await versionBefore(id, input.version, call);
    if (before) refuseOtherType(before, definition);
    const next = input.version ?? (before ? before.version + 1 : undefined);
    if (next === undefined) throw noVersion(id);

    const { value: version, ...written } = await settleWrite<number>(
      {
        tool: 'create_metric_version',
        metricId: () => id,
        async send() {
          await create(id, next, definition, call);
          return next;
        },
        look: async () => {
          const existing = (await call.catalogue.versions(id, [next], call.reads)).get(next);
          if (!existing) return undefined;
          return sameDefinition(existing, definition)
            ? { found: next }
            : { instead: `version ${next} is there, with another definition` };
        },
        remedy: `Look with get_metric_versions (metric_id ${id}, version latest). Repeating the same call with version ${next} is safe: a number is given once, so a second version cannot come of it.`,
      },
      call,
    );
    return {
      data: {
        metric_id: id,
        version,
        changes: before ? describeChanges(before, definition) : [],
        advice: adviseMetric({ ...(name !== undefined && { name }), ...definition }),
        ...written,
        note: before || version === 1 ? null : 'The version before could not be read to compare with.',
      },
      next: [
        {
          tool: 'get_metric_versions',
          arguments: { metric_id: id, version: version > 1 ? `${version - 1}-${version}` : '1' },
          why: 'see both versions beside each other',
        },
        {
          tool: 'get_metric_evaluation_results',
          arguments: { metric_id: [id], view: 'rows' },
          why: 'find conversations on which to evaluate_metrics the new version',
        },
      ],
    };
  },

  text: ({ metric_id, version, changes, advice, confirmed_after_failure, note }) =>
    [
      `Metric ${metric_id} has version ${version} now; evaluations use it from here on.`,
      ...confirmedInWords(confirmed_after_failure),
      ...(changes.length > 0
        ? [`Changes from version ${version - 1}:`, ...changes.map((change) => `- ${change}`)]
        : []),
      ...adviceInWords(advice),
      ...(note === null ? [] : [`Note: ${note}`]),
    ].join('\n'),
});

/** The latest version, or the one before the expected: that one only adds to the answer, so it may be missing. */
async function versionBefore(
  id: string,
  expected: number | undefined,
  call: CallContext,
): Promise<MetricVersion | undefined> {
  if (expected === undefined) return call.catalogue.latestVersion(id, call.reads);
  if (expected === 1) return undefined;
  const versions = await orUndefined(call.catalogue.versions(id, [expected - 1], bestEffort(call.reads)));
  return versions?.get(expected - 1);
}

async function create(id: string, version: number, definition: Definition, call: CallContext): Promise<void> {
  try {
    await call.api.createMetricVersion(id, version, definition, call.writes);
  } catch (error) {
    if (!(error instanceof HttpError) || error.code !== 'conflict') throw error;
    throw await numberTaken(id, version, definition, call, error);
  }
}

async function numberTaken(
  id: string,
  version: number,
  definition: Definition,
  call: CallContext,
  cause: HttpError,
): Promise<CallError> {
  const latest = await orUndefined(call.catalogue.latestVersion(id, call.reads));
  const what = `Version ${version} is not the next version of metric ${id}`;
  if (!latest) {
    const remedy = 'Read the latest with get_metric_versions and pass its number + 1.';
    return new CallError('conflict', `${what}; nothing was created.`, remedy, cause);
  }
  const right = latest.version + 1;
  const there =
    latest.version === version && sameDefinition(latest, definition)
      ? ` Version ${version} is this very definition already: there is nothing left to do.`
      : '';
  return new CallError(
    'conflict',
    `${what}: the latest is ${latest.version}, the right number is ${right}; nothing was created.${there}`,
    there !== ''
      ? 'Go on with that version.'
      : `Read version ${latest.version} with get_metric_versions, take what it changed into account, and call again with version ${right}.`,
    cause,
  );
}

function refuseOtherType(before: MetricVersion, { metric_value }: Definition): void {
  if (before.metric_value.type === metric_value.type) return;
  throw new CallError(
    'invalid_input',
    `metric_value.type is ${metric_value.type}, but this metric is ${inline(before.metric_value.type)}: the type of a metric’s value cannot change. Nothing was sent.`,
    `Keep the type, or make a metric of type ${metric_value.type} with create_metric.`,
  );
}

function noVersion(id: string): CallError {
  return new CallError(
    'upstream_error',
    `Amigo gives no version of metric ${id} that can be read, and each has one; nothing was sent.`,
    'Pass version if you know the next number; get_metric_versions shows what can be read.',
  );
}
