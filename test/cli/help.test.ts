import { describe, expect, it } from 'vitest';
import { readArguments } from '../../src/cli/command-line.ts';
import { HOSTS } from '../../src/cli/config.ts';
import { usage } from '../../src/cli/help.ts';
import { COMMANDS } from '../../src/cli/invocation.ts';

function takes(argv: readonly string[]): boolean {
  try {
    readArguments(argv);
    return true;
  } catch {
    return false;
  }
}

describe('usage', () => {
  it('names every command and every host', () => {
    for (const command of COMMANDS) expect(usage()).toMatch(new RegExp(`^  ${command}\\b`, 'm'));
    for (const host of HOSTS) {
      expect(usage()).toContain(host);
      expect(usage('config')).toContain(host);
    }
  });

  it.each(COMMANDS)('of %s lists flags that the command line takes, with every one of them', (command) => {
    const listed = [...usage(command).matchAll(/^  --([a-z-]+)/gm)].map(([, flag]) => `--${flag}`);
    const values: Record<string, string> = {
      '--port': '0',
      '--seed': '1',
      '--today': '2026-11-25',
      '--limits': 'off',
      '--judge-seconds': '60',
      '--out': 'report.html',
    };
    const rest = command === 'call' ? ['get_metrics'] : command === 'config' ? ['cursor'] : [];
    for (const flag of listed) {
      const needsValue = ['--access', '--log-level', ...Object.keys(values)].includes(flag);
      expect(takes([command, ...rest, needsValue ? `${flag}=${values[flag] ?? 'read'}` : flag])).toBe(true);
    }
    const taken = [
      '--sandbox',
      '--json',
      '--csv',
      '--access=read',
      '--log-level=info',
      '--port=1',
      '--seed=1',
    ]
      .concat(['--today=2026-11-25', '--limits=on', '--judge-seconds=1', '--out=report.html'])
      .filter((flag) => takes([command, ...rest, flag]))
      .map((flag) => flag.split('=')[0]);
    expect(new Set(taken)).toEqual(new Set(listed));
  });

  it('fits a terminal, and ends its last line', () => {
    for (const text of [usage(), ...COMMANDS.map((command) => usage(command))]) {
      expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(110);
      expect(text).toMatch(/[^\n]\n$/);
      expect(text).not.toMatch(/undefined|\n\n\n/);
    }
  });
});
