import type { App } from '../app.ts';
import { readConfig } from '../config/index.ts';
import { createLog } from '../log.ts';
import type { Secrets } from '../secrets.ts';
import type { Invocation } from './invocation.ts';

type Loaded = Exclude<Invocation, { command: 'help' | 'version' | 'config' }>;
type Configured = Extract<Invocation, { command: 'serve' | 'call' | 'check' | 'report' }>;

interface Surroundings {
  /** Takes in what the configuration says must never be shown. */
  readonly secrets: Secrets;
  /** Absolute path of the program. */
  readonly programPath: string;
}

/** Runs a command that needs more than the command line, to its exit code. */
export async function runCommand(
  invocation: Loaded,
  { secrets, programPath }: Surroundings,
): Promise<number> {
  const { stdout, stderr } = process;
  switch (invocation.command) {
    case 'sandbox': {
      const { runSandbox } = await import('./shell.ts');
      return runSandbox(invocation.options, { stdout, stderr, signals: process });
    }
    case 'demo': {
      const { demo } = await import('./demo.ts');
      return demo(invocation.flags, readConfig({}, invocation.flags), programPath, process);
    }
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
    if (invocation.command === 'check' && invocation.json) {
      const { unreadableReport } = await import('./shell.ts');
      stdout.write(`${unreadableReport(read.problems)}\n`);
    }
    return 2;
  }
  const { config } = read;
  for (const secret of config.secrets) secrets.add(secret);
  // A person at a shell reads the answer: what every request did is for those who ask.
  const byDefault = config.origins['AMIGO_LOG_LEVEL']?.from === 'default';
  const level = byDefault && invocation.command !== 'serve' ? 'warn' : config.logLevel;
  const log = createLog(level, secrets);
  const redact = (text: string) => secrets.redact(text);
  const openApp = async (): Promise<App> => {
    const { connect, openApp: open } = await import('./on-demand.ts');
    return open(connect(config, { log, secrets }), log, { ...config, redact });
  };
  const openWithWarnings = () => {
    for (const warning of config.warnings) log.warn(warning);
    return openApp();
  };
  switch (invocation.command) {
    case 'serve': {
      for (const warning of config.warnings) log.warn(warning);
      const { serve } = await import('./serve.ts');
      const { access, target } = config;
      const sandbox = target.kind === 'sandbox';
      const configured = target.kind !== 'unconfigured';
      return serve({ access, sandbox, configured, redact, log, openApp }, process);
    }
    case 'call': {
      const { call } = await import('./shell.ts');
      return call(invocation, openWithWarnings, process);
    }
    case 'report': {
      const { report } = await import('./shell.ts');
      return report(invocation, openWithWarnings, process);
    }
    case 'check': {
      const { check, connect } = await import('./shell.ts');
      return check(config, connect(config, { log, secrets }), { json: invocation.json, redact, stdout });
    }
  }
}
