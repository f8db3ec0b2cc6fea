import { openApp, type App } from '../app.ts';
import { readConfig, type Config } from '../config/index.ts';
import { connect } from '../connect.ts';
import { createLog } from '../log.ts';
import type { Secrets } from '../secrets.ts';
import type { Invocation } from './command-line.ts';
import { call } from './call.ts';
import { check, unreadableReport } from './check.ts';
import { demo } from './demo.ts';
import { runSandbox } from './sandbox.ts';
import { serve } from './serve.ts';

type Working = Extract<Invocation, { command: 'serve' | 'call' | 'check' | 'demo' | 'sandbox' }>;
type Configured = Extract<Invocation, { command: 'serve' | 'call' | 'check' }>;

/**
 * Runs a command that does the program's work, to its exit code.
 * @param secrets takes in what the configuration says must never be shown
 */
export async function runCommand(invocation: Working, secrets: Secrets): Promise<number> {
  if (invocation.command === 'sandbox')
    return runSandbox(invocation.options, {
      stdout: process.stdout,
      stderr: process.stderr,
      signals: process,
    });
  if (invocation.command === 'demo') return demo(invocation.flags, process);
  return runConfigured(invocation, secrets);
}

async function runConfigured(invocation: Configured, secrets: Secrets): Promise<number> {
  const { env, stdout, stderr } = process;
  const read = readConfig(env, invocation.flags);
  if (!read.ok) {
    for (const problem of read.problems) stderr.write(`${problem}\n`);
    if (invocation.command === 'check' && invocation.json)
      stdout.write(`${unreadableReport(read.problems)}\n`);
    return 2;
  }
  const { config } = read;
  for (const secret of config.secrets) secrets.add(secret);
  if (invocation.command === 'serve') return serve(open(config, secrets), process);
  // A person at a shell reads the answer: what every request did is for those who ask.
  const quiet =
    config.origins['AMIGO_LOG_LEVEL']?.from === 'default' ? { ...config, logLevel: 'warn' as const } : config;
  if (invocation.command === 'call') return call(invocation, () => open(quiet, secrets), process);
  const log = createLog(quiet.logLevel, secrets);
  const redact = (text: string) => secrets.redact(text);
  const { json } = invocation;
  return check(config, connect(config, { log, secrets }), { json, redact, stdout });
}

function open(config: Config, secrets: Secrets): App {
  const log = createLog(config.logLevel, secrets);
  for (const warning of config.warnings) log.warn(warning);
  const { access, callTimeoutMs, evaluationLimit, hideJustifications } = config;
  return openApp(connect(config, { log, secrets }), log, {
    access,
    callTimeoutMs,
    evaluationLimit,
    hideJustifications,
    redact: (text) => secrets.redact(text),
  });
}
