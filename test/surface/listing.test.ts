import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { startServer } from '../support/client.ts';

// What hosts and models see, committed: a change to it is a change to review. UPDATE_SURFACE=1 writes it anew.

const FOLDER = path.join(import.meta.dirname, 'listing');
const UPDATE = process.env['UPDATE_SURFACE'] === '1';

async function hold(name: string, listed: unknown): Promise<void> {
  const file = path.join(FOLDER, `${name}.json`);
  const now = `${JSON.stringify(listed, null, 2)}\n`;
  if (UPDATE) {
    await mkdir(FOLDER, { recursive: true });
    await writeFile(file, now);
  }
  expect(now, `${name} has changed: review it, then UPDATE_SURFACE=1`).toBe(await readFile(file, 'utf8'));
}

it('is what was reviewed', async () => {
  const { client } = await startServer(['serve', '--sandbox']);
  const { tools } = await client.listTools();
  for (const tool of tools) await hold(tool.name, tool);
  await hold('prompts', (await client.listPrompts()).prompts);
  await hold('resource_templates', (await client.listResourceTemplates()).resourceTemplates);
  const { resources } = await client.listResources();
  await hold('fixed_resources', resources.slice(0, 2));
  await hold('instructions', client.getInstructions()?.split('\n'));
});
