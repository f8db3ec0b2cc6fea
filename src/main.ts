import { openApp, type App } from './app.ts';
import { readArguments, type Invocation } from './cli/arguments.ts';
import { call } from './cli/call.ts';
import { check, unreadableReport } from './cli/check.ts';
import { demo } from './cli/demo.ts';
import { usage } from './cli/help.ts';
import { runSandbox } from './cli/sandbox.ts';
import { serve } from './cli/serve.ts';
import { setup } from './cli/setup.ts';
import { readConfig, type Config } from './config.ts';
import { connect } from './connect.ts';
import { createLog } from './log.ts';
import { createSecrets } from './secrets.ts';

const secrets = createSecrets();
const redact = (text: string) => secrets.redact(text);
const { stdout, stderr, env } = process;
const version = process.env.PACKAGE_VERSION ?? '0.0.0';

process.on('uncaughtException', (error) => {
  const [reason = ''] = String(error).split('\n');
  stderr.write(`amigo-metrics-mcp met a fault of its own and ends: ${redact(reason)}\n`);
  process.exit(1);
});

const code = await run(process.argv.slice(2));
// Output to a pipe may still be under way, and process.exit would cut it off.
stdout.write('', () => process.exit(code));

async function run(argv: readonly string[]): Promise<number> {
  const read = readArguments(argv);
  if (!read.ok) {
    stderr.write(`${read.message}\n`);
    return 2;
  }
  const { invocation } = read;
  // Whoever reads only the first lines of an output has seen enough. `serve` ends in an order of its own.
  if (invocation.command !== 'serve') stdout.on('error', () => process.exit(0));

  switch (invocation.command) {
    case 'help':
      stdout.write(usage(invocation.topic));
      return 0;
    case 'version':
      stdout.write(`${version}\n`);
      return 0;
    case 'config':
      return setup(invocation.host, process);
    case 'sandbox':
      return runSandbox(invocation.options, { stdout, stderr, signals: process });
    case 'demo':
      return demo(invocation.flags, process);
    case 'serve':
    case 'call':
    case 'check':
      break;
  }
  return withConfig(invocation);
}

async function withConfig(
  invocation: Extract<Invocation, { command: 'serve' | 'call' | 'check' }>,
): Promise<number> {
  const read = readConfig(env, invocation.flags);
  if (!read.ok) {
    for (const problem of read.problems) stderr.write(`${problem}\n`);
    if (invocation.command === 'check' && invocation.json)
      stdout.write(`${unreadableReport(read.problems)}\n`);
    return 2;
  }
  const { config } = read;
  for (const secret of config.secrets) secrets.add(secret);
  if (invocation.command === 'serve') return serve(open(config), process);
  // A person at a shell reads the answer: what every request did is for those who ask.
  const quiet =
    config.origins['AMIGO_LOG_LEVEL']?.from === 'default' ? { ...config, logLevel: 'warn' as const } : config;
  if (invocation.command === 'call') return call(invocation, () => open(quiet), process);
  const log = createLog(quiet.logLevel, secrets);
  const { json } = invocation;
  return check(config, connect(config, { log, secrets, env }), { json, redact, stdout });
}

function open(config: Config): App {
  const log = createLog(config.logLevel, secrets);
  for (const warning of config.warnings) log.warn(warning);
  const { access, callTimeoutMs, evaluationLimit, hideJustifications } = config;
  return openApp(connect(config, { log, secrets, env }), log, {
    access,
    callTimeoutMs,
    evaluationLimit,
    hideJustifications,
    redact,
  });
}
