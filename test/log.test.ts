import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { createLog, type LogLevel } from '../src/log.ts';
import { createSecrets } from '../src/secrets.ts';

const LEVELS = ['error', 'warn', 'info', 'debug'] as const;

function collect(level: LogLevel, ...secrets: readonly string[]) {
  const lines: string[] = [];
  return { lines, log: createLog(level, createSecrets(...secrets), (line) => lines.push(line)) };
}

test.each(LEVELS)('at %s this level and those before it are written', (level) => {
  const { lines, log } = collect(level);
  for (const each of LEVELS) log[each]('happened');
  expect(lines.map((line) => line.split(' ')[1])).toEqual(LEVELS.slice(0, LEVELS.indexOf(level) + 1));
});

test('an event is one line with its time, level, message and fields', () => {
  const { lines, log } = collect('info');
  log.info('request', {
    operation: 'get-metrics',
    ms: 12,
    ok: true,
    text: 'two words',
    none: null,
    left: undefined,
  });
  expect(lines).toEqual([
    expect.stringMatching(
      /^\d{4}-\d\d-\d\dT[\d:.]+Z info request operation=get-metrics ms=12 ok=true text="two words" none=null\n$/,
    ),
  ]);
});

test('no text can begin a line of its own, or turn one round', () => {
  const { lines, log } = collect('info');
  log.info('a\nb', { text: 'c\r\nd\u2028e\u202ef\u001b[31m', empty: '' });
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatch(/^[\x20-\x7e]+\n$/);
});

test('secrets do not come through, in messages, in fields, or quoted', () => {
  const { lines, log } = collect('info', 'sesame "open"', 'plain-secret');
  log.info('with plain-secret', { text: 'it is sesame "open"', plain: 'plain-secret' });
  expect(lines[0]).not.toMatch(/sesame|plain-secret/);
});

test('a standard error that was closed costs lines, not the process', async () => {
  const program = `
    import { createLog } from './src/log.ts';
    const log = createLog('info', { redact: (text) => text });
    process.stdin.once('data', () => {
      log.info('nobody reads this');
      log.info('nor this');
      setImmediate(() => setImmediate(() => process.stdout.write('alive')));
      process.stdin.pause();
    });
    process.stdout.write('ready');
  `;
  const { build } = await import('esbuild');
  const { outputFiles } = await build({
    stdin: { contents: program, resolveDir: '.', loader: 'ts' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    write: false,
  });
  const child = spawn(process.execPath, ['--input-type=module', '-e', outputFiles[0]?.text ?? '']);
  const said: string[] = [];
  child.stdout.on('data', (chunk: Buffer) => {
    said.push(String(chunk));
  });
  await once(child.stdout, 'data');
  child.stderr.destroy();
  child.stdin.end('go');
  const [code] = await once(child, 'close');
  expect({ code, said: said.join('') }).toEqual({ code: 0, said: 'readyalive' });
});
