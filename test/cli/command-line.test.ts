import { describe, expect, it } from 'vitest';
import { readArguments } from '../../src/cli/command-line.ts';
import { UsageError, type Invocation } from '../../src/cli/invocation.ts';

const understood = (...argv: string[]): Invocation => readArguments(argv);

function message(...argv: string[]): string {
  try {
    return JSON.stringify(readArguments(argv));
  } catch (error) {
    if (error instanceof UsageError) return error.message;
    throw error;
  }
}

describe('a command line', () => {
  it('serves when no command is given', () => {
    expect(understood()).toMatchObject({ command: 'serve' });
    expect(understood('--sandbox')).toMatchObject({ command: 'serve', flags: { sandbox: true } });
    expect(understood('serve')).toEqual(understood());
  });

  it.each(['serve', 'check', 'call'])(
    'of %s takes the flags of the configuration, in both forms',
    (command) => {
      const rest = command === 'call' ? ['get_metrics'] : [];
      const expected = { command, flags: { sandbox: true, access: 'read', logLevel: 'debug' } };
      expect(
        understood(command, ...rest, '--sandbox', '--access', 'read', '--log-level', 'debug'),
      ).toMatchObject(expected);
      expect(understood('--access=read', '--log-level=debug', '--sandbox', command, ...rest)).toMatchObject(
        expected,
      );
    },
  );

  it('leaves a flag that was not given undefined, so that the variable counts', () => {
    expect(understood('serve')).toEqual({
      command: 'serve',
      flags: { sandbox: undefined, access: undefined, logLevel: undefined },
    });
  });

  it('takes the last of a flag given twice', () => {
    expect(understood('--access', 'read', '--access=author')).toMatchObject({ flags: { access: 'author' } });
  });

  it('calls a tool with JSON text, with standard input, or with nothing', () => {
    expect(understood('call', 'get_metrics')).toMatchObject({
      tool: 'get_metrics',
      input: undefined,
      as: 'text',
    });
    expect(understood('call', 'get_metrics', '-')).toMatchObject({ input: '-' });
    expect(understood('call', 'search_metrics', '{"query":"x"}', '--json')).toMatchObject({
      input: '{"query":"x"}',
      as: 'json',
    });
    expect(understood('call', 'get_metrics', '--csv')).toMatchObject({ as: 'csv' });
    expect(understood('check', '--json')).toMatchObject({ command: 'check', json: true });
  });

  it('reads the options of the sandbox, and leaves the rest to it', () => {
    expect(understood('sandbox')).toEqual({ command: 'sandbox', options: {} });
    expect(
      understood('sandbox', '--port', '8080', '--seed=7', '--today', '2024-02-29', '--limits', 'off'),
    ).toEqual({ command: 'sandbox', options: { port: 8080, seed: 7, today: '2024-02-29', limits: false } });
    expect(understood('sandbox', '--limits=on', '--port=0', '--judge-seconds', '60')).toMatchObject({
      options: { port: 0, limits: true, judgeSeconds: 60 },
    });
  });

  it('knows the hosts and the demonstration', () => {
    expect(understood('config', 'vscode')).toEqual({ command: 'config', host: 'vscode' });
    expect(understood('demo', '--log-level', 'debug')).toMatchObject({
      command: 'demo',
      flags: { logLevel: 'debug' },
    });
  });

  it('answers to a cry for help wherever it stands', () => {
    for (const argv of [['--help'], ['-h'], ['help'], ['--access', 'read', '--help']]) {
      expect(understood(...argv)).toEqual({ command: 'help', topic: undefined });
    }
    for (const argv of [
      ['help', 'call'],
      ['call', '--help'],
      ['-h', 'call'],
    ]) {
      expect(understood(...argv)).toEqual({ command: 'help', topic: 'call' });
    }
    expect(understood('--version')).toEqual({ command: 'version' });
  });
});

describe('a command line that cannot be understood', () => {
  it.each([
    [['sevre'], 'serve'],
    [['chekc'], 'check'],
    [['help', 'sandbx'], 'sandbox'],
    [['version'], '--version'],
    [['chekc', '--help'], 'check'],
    [['check', '--jsn', '--help'], '--json'],
    [['--acess', 'read'], '--access'],
    [['serve', '--sandbx'], '--sandbox'],
    [['--loglevel=debug'], '--log-level'],
    [['check', '--jsn'], '--json'],
    [['sandbox', '--sed', '4'], '--seed'],
    [['config', 'claude'], 'claude-'],
    [['config', 'cursr'], 'cursor'],
    [['config', 'codecs'], 'codex'],
    [['config', 'gemini'], 'gemini-cli'],
    [['config', 'open-code'], 'opencode'],
    [['sandbox', '--limits', 'of'], 'off'],
  ])('%j names the nearest: %s', (argv, right) => {
    expect(message(...argv)).toMatch(new RegExp(`^[^\\n]*nearest is ${right}[^\\n]*\\.$`));
  });

  it.each([
    [['serve', '--port', '1'], /--port is a flag of sandbox, not of serve/],
    [['demo', '--json'], /--json is a flag of check, call, not of demo/],
    [['--access'], /--access needs a value/],
    [['--access='], /--access needs a value/],
    [['--access', '--sandbox'], /--access needs a value/],
    [['--sandbox=0'], /--sandbox takes no value/],
    [['serve', '--csv'], /--csv is a flag of call, not of serve/],
    [['call', 'get_metrics', '--json', '--csv'], /one of --json and --csv/],
    [['call'], /needs the name of a tool/],
    [['call', 'a', 'b', 'c'], /at most 2/],
    [['check', 'x'], /no argument/],
    [['config'], /vscode, codex, gemini-cli, opencode/],
    [['sandbox', '--port', '65536'], /--port must be/],
    [['sandbox', '--port', '-1'], /--port needs a value/],
    [['sandbox', '--port=-1'], /--port must be/],
    [['sandbox', '--port', '8o80'], /--port must be/],
    [['sandbox', '--seed', '1.5'], /--seed must be/],
    [['sandbox', '--today', '2026-02-30'], /--today must be/],
    [['sandbox', '--today', 'yesterday'], /--today must be/],
    [['sandbox', '--judge-seconds', '601'], /--judge-seconds must be/],
  ])('%j says what is wrong', (argv, pattern) => {
    expect(message(...argv)).toMatch(pattern);
  });

  it('answers in one line, whatever was typed', () => {
    for (const word of ['two\nlines', '\u001b[31mred', 'x'.repeat(10_000), '']) {
      expect(message(word)).toMatch(/^[\x20-\x7e…]{1,200}$/);
      expect(message('config', word)).toMatch(/^[\x20-\x7e…]{1,200}$/);
    }
    expect(message('--__proto__', 'x')).toMatch(/^Unknown flag/);
    expect(message('--constructor')).toMatch(/^Unknown flag/);
  });
});
