import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { describeTool } from '../../src/mcp/listing.ts';
import { TOOLS } from '../../src/tools/index.ts';
import { startServer } from '../support/client.ts';
import { reviewed } from './reviewed.ts';

// What hosts and models see, committed: a change to it is a change to review. UPDATE_SURFACE=1 writes it anew.

const FOLDER = path.join(import.meta.dirname, 'listing');

it('is what was reviewed', async () => {
  const { client } = await startServer(['serve', '--sandbox']);
  const { tools } = await client.listTools();
  const { resources } = await client.listResources();
  const listing = {
    ...Object.fromEntries(tools.map((tool) => [tool.name, tool])),
    prompts: (await client.listPrompts()).prompts,
    resource_templates: (await client.listResourceTemplates()).resourceTemplates,
    fixed_resources: resources.slice(0, 2),
    instructions: client.getInstructions()?.split('\n'),
  };
  for (const [name, now] of Object.entries(listing)) {
    const read = await reviewed(`listing/${name}.json`, JSON.stringify(now));
    // In the order in which a model reads it.
    expect(JSON.stringify(now, null, 2)).toBe(JSON.stringify(JSON.parse(read), null, 2));
  }
  const files = Object.keys(listing).map((name) => `${name}.json`);
  expect((await readdir(FOLDER)).sort()).toEqual(files.sort());
});

it('is of the program as it is built what the schemas give', async () => {
  const { client } = await startServer(['serve']);
  expect((await client.listTools()).tools).toEqual(TOOLS.map(describeTool));
});
