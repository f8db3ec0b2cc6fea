import { expect, it } from 'vitest';
import * as z from 'zod';
import { defineTool } from '../../src/tools/runner/define-tool.ts';
import { createTools } from '../../src/tools/runner/run.ts';
import { onFastClock } from '../support/clock.ts';
import { openWorkshop } from '../support/workshop.ts';

const TIMEOUT_MS = 5_000;
const stuck = (access: 'read' | 'author') =>
  defineTool({
    name: 'stuck',
    title: 'Stuck',
    description: 'Never ends.',
    access,
    hints: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: true },
    input: z.strictObject({}),
    output: z.object({}),
    run: () => new Promise<never>(() => {}),
    text: () => '',
  });

it.each([
  ['read', /^Error \[timeout\]: The call did not end within its 5 seconds\.\nAsk for less/],
  ['author', /^Error \[outcome_unknown\]: .*not known whether Amigo carried it out\.\nLook with get_metrics/],
] as const)('a call of a tool to %s that cannot end is ended, and claims nothing', async (access, says) => {
  const text = await onFastClock(async () => {
    const workshop = await openWorkshop();
    const { app } = workshop;
    const settings = { ...app.settings, callTimeoutMs: TIMEOUT_MS };
    const tools = createTools([stuck(access)], app.context, settings);
    const answer = await tools.run('stuck', {}, { signal: new AbortController().signal });
    await workshop.close();
    return answer.text;
  });
  expect(text).toMatch(says);
});
