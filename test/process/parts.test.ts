import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { McpError } from '@modelcontextprotocol/sdk/types.js';
import { expect, test } from 'vitest';
import { startCommand } from '../support/client.ts';
import { copyProgram, PROGRAM, startProgram } from '../support/program.ts';

// The program is built in parts, which a start loads as far as it needs them.

/** A copy of the built program, and the path of its part whose name begins so. */
async function programWithPart(name: string): Promise<{ readonly program: string; readonly part: string }> {
  const folder = await copyProgram();
  const parts = await readdir(path.join(folder, 'chunks'));
  const [part = '', ...others] = parts.filter((file) => file.startsWith(`${name}-`));
  expect(others).toEqual([]);
  return { program: path.join(folder, path.basename(PROGRAM)), part: path.join(folder, 'chunks', part) };
}

test.each([
  ['is missing', (part: string) => rm(part)],
  ['is broken', (part: string) => writeFile(part, 'export const ')],
])(
  'a part that only calls need %s: tools are listed, a call says what to do, and the session goes on',
  async (_, spoil) => {
    const { program, part } = await programWithPart('on-demand');
    await spoil(part);
    const { client, log } = await startCommand({ command: process.execPath, args: [program, 'serve'] });
    expect((await client.listTools()).tools).toHaveLength(9);
    for (let call = 0; call < 2; call += 1) {
      const failure = await client.callTool({ name: 'get_metrics' }).catch((error: unknown) => error);
      expect(failure).toBeInstanceOf(McpError);
      expect(failure).toMatchObject({ code: -32603, message: expect.stringContaining('install it anew') });
    }
    await client.ping();
    expect(log()).toMatch(/ error a part of the program cannot be loaded /);
  },
);

test('a part that a start needs is missing: one line that names it, and exit code 1', async () => {
  const { program, part } = await programWithPart('serve');
  await rm(part);
  const { code, stdout, stderr } = await startProgram(program, ['serve']).ended;
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toMatch(/^[^\n]+\n$/);
  expect(stderr).toContain(path.basename(part));
});

test('a start that asks for nothing loads nothing that only calls need', async () => {
  const { program, part } = await programWithPart('on-demand');
  await rm(part);
  const { client, log } = await startCommand({ command: process.execPath, args: [program, 'serve'] });
  await client.ping();
  expect(log()).not.toContain(' error ');
  await client.listTools();
  // Without a call: it is loaded as soon as the list is out.
  await expect.poll(log).toContain(' error a part of the program cannot be loaded ');
});

test('functions keep their names, so that a trace says where a fault was', async () => {
  const folder = path.join(path.dirname(PROGRAM), 'chunks');
  const parts = (await readdir(folder)).map((file) => readFile(path.join(folder, file), 'utf8'));
  const program = (await Promise.all(parts)).join('\n');
  for (const name of ['readMessages', 'createTools', 'createDispatcher', 'seedStore'])
    expect(program).toContain(`function ${name}(`);
});
