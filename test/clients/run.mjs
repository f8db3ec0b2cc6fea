// The built program against software that others wrote: `npm run test:clients`, or a part: `npm run test:clients -- inspector`.
// Installs that software, on Node 24, into a folder of its own that goes when all is done; takes some minutes.
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { client } from './client.mjs';
import { conformance } from './conformance.mjs';
import { contract } from './contract.mjs';
import { inspector } from './inspector.mjs';

const PARTS = { conformance, inspector, client, contract };
const SOFTWARE = {
  node: '24',
  '@modelcontextprotocol/conformance': '0.2.0-alpha.12',
  '@modelcontextprotocol/inspector': '2.12.0',
  '@modelcontextprotocol/client': '2.4.0',
  '@stoplight/prism-cli': '5.16.0',
};

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !Object.hasOwn(PARTS, name));
if (unknown.length > 0)
  throw new Error(`There is no part ${unknown.join(', ')}; there are ${Object.keys(PARTS).join(', ')}.`);

const folder = await mkdtemp(path.join(os.tmpdir(), 'clients-'));
try {
  await writeFile(path.join(folder, 'package.json'), JSON.stringify({ dependencies: SOFTWARE }));
  const { status } = spawnSync('npm', ['install', '--no-audit', '--no-fund', '--loglevel', 'error'], {
    cwd: folder,
    stdio: 'inherit',
    // The Node that installs is not the one that runs them.
    env: { ...process.env, npm_config_engine_strict: 'false' },
  });
  if (status !== 0) throw new Error('The clients could not be installed.');
  const installed = path.join(folder, 'node_modules');
  const setting = {
    node: path.join(installed, '.bin/node'),
    installed,
    program: path.resolve('dist/main.js'),
  };
  process.stdout.write('| client | what | outcome |\n| --- | --- | --- |\n');
  let failed = 0;
  for (const [name, part] of Object.entries(PARTS)) {
    if (asked.length > 0 && !asked.includes(name)) continue;
    for await (const { what, outcome, ok } of part(setting)) {
      if (!ok) failed += 1;
      process.stdout.write(`| ${name} | ${what} | ${ok ? '' : '**FAILED** '}${outcome} |\n`);
    }
  }
  if (failed > 0) process.exitCode = 1;
} finally {
  await rm(folder, { recursive: true });
}
