#!/usr/bin/env node
import { fileURLToPath } from 'node:url';
import { runCommand } from './cli/commands.ts';
import { readArguments } from './cli/command-line.ts';
import { usage } from './cli/help.ts';
import { UsageError, type Invocation } from './cli/invocation.ts';
import { printEntry } from './cli/config.ts';
import { createSecrets } from './secrets.ts';

const secrets = createSecrets();
/** Of the file that runs, whatever link or shortened name it was started by. */
const programPath = fileURLToPath(import.meta.url);
const { stdout, stderr } = process;

process.on('uncaughtException', (error) => {
  const [reason = ''] = String(error).split('\n');
  stderr.write(`amigo-metrics-mcp met a fault of its own and ends: ${secrets.redact(reason)}\n`);
  process.exit(1);
});

const code = await run(process.argv.slice(2));
// Output to a pipe may still be under way, and process.exit would cut it off.
stdout.write('', () => process.exit(code));

async function run(argv: readonly string[]): Promise<number> {
  let invocation: Invocation;
  try {
    invocation = readArguments(argv);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    stderr.write(`${error.message}\n`);
    return 2;
  }
  // Whoever reads only the first lines of an output has seen enough. `serve` ends in an order of its own.
  if (invocation.command !== 'serve') stdout.on('error', () => process.exit(0));

  switch (invocation.command) {
    case 'help':
      stdout.write(usage(invocation.topic));
      return 0;
    case 'version':
      stdout.write(`${process.env.PACKAGE_VERSION ?? '0.0.0'}\n`);
      return 0;
    case 'config':
      return printEntry(invocation.host, programPath, process);
    case 'serve':
    case 'check':
    case 'call':
    case 'report':
    case 'sandbox':
    case 'demo':
      break;
  }
  return runCommand(invocation, { secrets, programPath });
}
