import { openApp, type App } from '../app.ts';
import { readConfig } from '../config/index.ts';
import { connect } from '../connect.ts';
import { createLog } from '../log.ts';
import type { Secrets } from '../secrets.ts';
import type { Invocation } from './invocation.ts';
import { call } from './call.ts';
import { check, unreadableReport } from './check.ts';
import { demo } from './demo.ts';
import { report } from './report.ts';
import { runSandbox } from './sandbox.ts';
import { serve } from './serve.ts';

type Loaded = Exclude<Invocation, { command: 'help' | 'version' | 'config' }>;
type Configured = Extract<Invocation, { command: 'serve' | 'call' | 'check' | 'report' }>;

/**
 * Runs a command that needs more than the command line, to its exit code.
 * @param secrets takes in what the configuration says must never be shown
 */
export async function runCommand(invocation: Loaded, secrets: Secrets): Promise<number> {
  const { stdout, stderr } = process;
  switch (invocation.command) {
    case 'sandbox':
      return runSandbox(invocation.options, { stdout, stderr, signals: process });
    case 'demo':
      return demo(invocation.flags, process);
    case 'serve':
    case 'call':
    case 'report':
    case 'check':
      return runConfigured(invocation, secrets);
  }
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
  // A person at a shell reads the answer: what every request did is for those who ask.
  const byDefault = config.origins['AMIGO_LOG_LEVEL']?.from === 'default';
  const level = byDefault && invocation.command !== 'serve' ? 'warn' : config.logLevel;
  const log = createLog(level, secrets);
  const redact = (text: string) => secrets.redact(text);
  const open = (): App => {
    for (const warning of config.warnings) log.warn(warning);
    return openApp(connect(config, { log, secrets }), log, { ...config, redact });
  };
  switch (invocation.command) {
    case 'serve':
      return serve(open(), process);
    case 'call':
      return call(invocation, open, process);
    case 'report':
      return report(invocation, open, process);
    case 'check':
      return check(config, connect(config, { log, secrets }), { json: invocation.json, redact, stdout });
  }
}
