import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import {
  getToolUiResourceUri,
  McpUiResourceMetaSchema,
  McpUiToolMetaSchema,
  RESOURCE_MIME_TYPE,
  RESOURCE_URI_META_KEY,
} from '@modelcontextprotocol/ext-apps/app-bridge';
import { expect, test } from 'vitest';
import { copyProgram, PROGRAM } from '../support/program.ts';
import { serve, startCommand, startServer } from '../support/client.ts';

const TOOL = 'get_metric_evaluation_results';
const URI = 'ui://amigo-metrics/results';

test('one tool names the page, in the form of today and in the one before', async () => {
  const { client } = await serve({});
  const { tools } = await client.listTools();
  expect(tools.flatMap(({ name, _meta: meta }) => (meta ? [name] : []))).toEqual([TOOL]);
  const { _meta: meta } = tools.find(({ name }) => name === TOOL) ?? {};
  expect(McpUiToolMetaSchema.parse(meta?.['ui'])).toEqual({ resourceUri: URI });
  expect(meta?.[RESOURCE_URI_META_KEY]).toBe(URI);
  expect(getToolUiResourceUri({ _meta: meta })).toBe(URI);
});

test('the page is served from the built program, and may reach nothing', async () => {
  const { client } = await startServer(['serve']);
  const [page, ...morePages] = (await client.readResource({ uri: URI })).contents;
  expect(morePages).toEqual([]);
  expect(page).toMatchObject({ uri: URI, mimeType: RESOURCE_MIME_TYPE });
  expect(page && 'text' in page && page.text).toBe(await readFile('dist/page.html', 'utf8'));
  const { csp, ...others } = McpUiResourceMetaSchema.parse(page?.['_meta']?.['ui']);
  expect(others).toEqual({});
  expect(csp).toEqual({ connectDomains: [], resourceDomains: [], frameDomains: [], baseUriDomains: [] });
});

test('no list has the page', async () => {
  const { client } = await serve({});
  const { resources } = await client.listResources();
  const { resourceTemplates } = await client.listResourceTemplates();
  expect(JSON.stringify([resources, resourceTemplates])).not.toContain('ui://');
});

test.each([
  `${URI}/`,
  'ui://amigo-metrics/Results',
  'ui://amigo-metrics/page.html',
  'ui://amigo-metrics/../x',
])('%s is no page', async (uri) => {
  const { client } = await serve({});
  await expect(client.readResource({ uri })).rejects.toMatchObject({ code: -32002, data: { uri } });
});

test('the page’s file is read when it is asked for, and not before', async () => {
  const folder = await copyProgram();
  const program = path.join(folder, path.basename(PROGRAM));
  await rm(path.join(folder, 'page.html'));
  const { client } = await startCommand({ command: process.execPath, args: [program, 'serve'] });
  await client.listTools();
  await expect(client.readResource({ uri: URI })).rejects.toMatchObject({ code: -32603 });
  await writeFile(path.join(folder, 'page.html'), 'a page');
  expect(await client.readResource({ uri: URI })).toMatchObject({ contents: [{ text: 'a page' }] });
});
