import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { expect, test } from 'vitest';

const run = promisify(execFile);

/** Runs this code as a program of its own, with `startSandbox` in scope; gives what it printed. */
async function program(code: string): Promise<string> {
  const sandbox = fileURLToPath(new URL('../../src/sandbox/listen.ts', import.meta.url));
  const { outputFiles } = await build({
    stdin: {
      contents: `import { startSandbox } from ${JSON.stringify(sandbox)}; ${code}`,
      resolveDir: fileURLToPath(new URL('../..', import.meta.url)),
    },
    bundle: true,
    platform: 'node',
    format: 'esm',
    write: false,
  });
  const [bundle] = outputFiles;
  const running = run(process.execPath, ['--input-type=module'], { timeout: 10_000 });
  running.child.stdin?.end(bundle?.text);
  const { stdout } = await running;
  return stdout;
}

test('a sandbox that need not stay lets its program end, open connections or not', async () => {
  const printed = await program(`
    const { url } = await startSandbox({ keepAlive: false });
    console.log((await fetch(url)).status);
  `);
  expect(printed).toBe('404\n');
});

test('a sandbox keeps its program alive otherwise', async () => {
  const printed = await program(`
    const { url, close } = await startSandbox();
    process.on('beforeExit', () => console.log('nothing left to do'));
    setTimeout(() => { console.log('still there'); process.exit(); }, 200).unref();
  `);
  expect(printed).toBe('still there\n');
});
