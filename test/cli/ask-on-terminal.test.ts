import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { askOnTerminal } from '../../src/cli/call.ts';

const terminal = (isTTY: boolean) => ({
  stdin: Object.assign(new PassThrough(), { isTTY }),
  stderr: Object.assign(new PassThrough(), { isTTY }),
});

it.each([
  ['y\n', 'yes'],
  ['Yes\n', 'yes'],
  ['n\n', 'no'],
  ['maybe\n', 'no'],
  ['\n', 'dismissed'],
])('whoever types %j at the terminal says %s', async (typed, said) => {
  const { stdin, stderr } = terminal(true);
  const asking = askOnTerminal({ stdin, stderr })?.('Delete it?', new AbortController().signal);
  stdin.write(typed);
  expect(await asking).toBe(said);
  expect(String(stderr.read())).toContain('Delete it? [y/N]');
});

it('an end of input is no answer', async () => {
  const { stdin, stderr } = terminal(true);
  const asking = askOnTerminal({ stdin, stderr })?.('Delete it?', new AbortController().signal);
  stdin.end();
  expect(await asking).toBe('dismissed');
});

it('nobody is asked where there is no terminal', () => {
  expect(askOnTerminal(terminal(false))).toBeUndefined();
});
