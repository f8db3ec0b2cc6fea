import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startSandbox, type Sandbox } from '../../src/sandbox/listen.ts';
import { createApp } from '../support/client.ts';
import { ANSWERS } from './questions.ts';
import { reviewed } from './reviewed.ts';

// What models are told, in both forms, committed: a change to it is a change to review. UPDATE_SURFACE=1 writes it anew.

const FOLDER = path.join(import.meta.dirname, 'answers');

const TODAY = '2026-11-20';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ seed: 7, today: TODAY, limits: false });
});
afterAll(() => sandbox.close());

/** The id of the metric that is created here, which is another one each time. */
let created = 'none yet';

/** The same whenever it is asked: tokens and the time of day are not. */
function lasting(text: string): string {
  return text
    .replaceAll(created, 'CREATED')
    .replace(/(continuation_token"?: "?)[\w-]+/g, '$1…')
    .replace(/2026-11-2[01][T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?Z?/g, `${TODAY} …`);
}

// In their order: what one writes the next may read. Each by a program of its own, which has its quota before it.
it.sequential.each(Object.entries(ANSWERS))('%s is what was reviewed', async (name, [tool, input]) => {
  const { app } = createApp(sandbox.environment);
  const { text, structured } = await app.tools.run(tool, input, { signal: new AbortController().signal });
  if (tool === 'create_metric' && structured) created = String(structured['id']);
  const answer = [
    `${tool} ${JSON.stringify(input)}`,
    text,
    ...(structured ? [JSON.stringify(structured, null, 1)] : []),
  ];
  const told = lasting(`${answer.join('\n\n')}\n`);
  expect(told).toBe(await reviewed(`answers/${name}.txt`, told));
});

it('holds no other answers', async () => {
  const files = Object.keys(ANSWERS).map((name) => `${name}.txt`);
  expect((await readdir(FOLDER)).toSorted()).toEqual(files.toSorted());
});
