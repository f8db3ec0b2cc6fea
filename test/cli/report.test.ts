import { execFile } from 'node:child_process';
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { report } from '../../src/cli/report.ts';
import { writeReport } from '../../src/cli/report-file.ts';
import { startSandbox, type Sandbox } from '../../src/sandbox/listen.ts';
import { hang, json } from '../support/peer.ts';
import { createApp } from '../support/client.ts';
import { onFastClock } from '../support/clock.ts';
import { metrics, result, startAmigo, versions, WIRE } from '../support/amigo.ts';
import { CLEAN, PROGRAM, run, start } from '../support/program.ts';

const QUESTION = '{"metric_id": ["Empathy score"]}';

/** One for all, with its results made already: the program's own would make them anew for each report. */
let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ limits: false });
});
afterAll(() => sandbox.close());

const ROW = result({ created_at: '2026-11-02T00:00:00Z', justification: 'She said that she is in pain.' });

async function emptyFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'amigo-report-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

/** What the page in a report has to draw. */
async function answerIn(file: string) {
  const [, inside = ''] = /id="answer">([^]*?)<\/script>/.exec(await readFile(file, 'utf8')) ?? [];
  return JSON.parse(inside);
}

/** An Amigo with one metric, whose results come in two pages. */
async function startAmigoOfTwoPages() {
  const { peer, env } = await startAmigo();
  peer.on(WIRE.list, metrics());
  peer.on(WIRE.versions, versions());
  const first = json({ metric_evaluation_results: [ROW], has_more: true, continuation_token: 1 });
  const second = json({ metric_evaluation_results: [], has_more: false, continuation_token: null });
  return { peer, env, first, second };
}

test('writes a page with the answer inside, which its owner alone reads, and prints its path', async () => {
  const file = path.join(await emptyFolder(), 'report.html');
  const { code, stdout, stderr } = await run(['report', QUESTION, '--sandbox', '--out', file]);
  expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: `${file}\n`, stderr: '' });
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect(await answerIn(file)).toMatchObject({
    arguments: JSON.parse(QUESTION),
    structuredContent: { coverage: { complete: true }, metrics: [{ name: 'Empathy score' }], sandbox: true },
  });
});

test('takes the question from standard input', async () => {
  const file = path.join(await emptyFolder(), 'report.html');
  const { code } = await run(['report', '-', '--out', file], { env: sandbox.environment, input: QUESTION });
  expect(code).toBe(0);
  expect((await answerIn(file)).arguments).toEqual(JSON.parse(QUESTION));
});

test('replaces the file that is named, and lets nobody else read it any more', async () => {
  const file = path.join(await emptyFolder(), 'report.html');
  await writeFile(file, 'an older one '.repeat(50_000));
  await chmod(file, 0o644);
  const { code } = await run(['report', QUESTION, '--out', file], { env: sandbox.environment });
  expect(code).toBe(0);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect(await readFile(file, 'utf8')).not.toContain('an older one');
});

test('finds a name of its own in the current folder', async () => {
  const cwd = await emptyFolder();
  const args = [path.resolve(PROGRAM), 'report', QUESTION];
  const env = { ...CLEAN, ...sandbox.environment };
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd, env });
  expect(await readdir(cwd)).toEqual([path.basename(stdout.trim())]);
  expect(path.basename(stdout)).toMatch(/^amigo-report-\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ\.html\n$/);
});

test('which is never that of another file', async () => {
  const folder = await emptyFolder();
  const written = async (text: string) => writeReport(text, '2026-11-20T08:00:00Z', undefined, folder);
  const files = ['amigo-report-2026-11-20T08-00-00Z.html', 'amigo-report-2026-11-20T08-00-00Z-2.html'].map(
    (name) => path.join(folder, name),
  );
  expect([await written('first'), await written('second')]).toEqual(files.map((file) => ({ path: file })));
  expect(await Promise.all(files.map((file) => readFile(file, 'utf8')))).toEqual(['first', 'second']);
});

test('holds no justification where they are hidden, and no secret in any case', async () => {
  const { peer, env, second } = await startAmigoOfTwoPages();
  const token = env['AMIGO_TOKEN'] ?? '';
  const row = { ...ROW, justification: `She said ${token}.` };
  const page = json({ metric_evaluation_results: [row], has_more: true, continuation_token: 1 });
  const folder = await emptyFolder();
  const holds = async (hidden: string) => {
    peer.on(WIRE.results, page, second);
    const file = path.join(folder, `${hidden}.html`);
    const args = ['report', JSON.stringify({ metric_id: [ROW.metric_id] }), '--out', file];
    const { code } = await run(args, { env: { ...env, AMIGO_HIDE_JUSTIFICATIONS: hidden } });
    expect(code).toBe(0);
    return readFile(file, 'utf8');
  };
  expect(await holds('0')).toContain('She said [redacted].');
  expect(await holds('1')).not.toContain('She said');
});

describe('waits for the quota', () => {
  async function reported(isTTY: boolean) {
    const { peer, env, first, second } = await startAmigoOfTwoPages();
    peer.on(WIRE.results, first, json({ detail: 'slow down' }, 429, { 'retry-after': '30' }), second);
    const { app } = createApp(env);
    const file = path.join(await emptyFolder(), 'report.html');
    const stderr = Object.assign(new PassThrough(), { isTTY });
    const streams = { stdin: Readable.from([]), stdout: new PassThrough(), stderr };
    const code = await onFastClock(() =>
      report({ command: 'report', flags: {}, input: '{}', out: file }, () => Promise.resolve(app), streams),
    );
    stderr.end();
    return { code, peer, stderr: await text(stderr), answer: (await answerIn(file)).structuredContent };
  }

  test('saying so in a line, and reads on where it was', async () => {
    const { code, peer, stderr, answer } = await reported(false);
    expect(code).toBe(0);
    expect(stderr).toMatch(/^1 result read, waiting 3[01] s for Amigo’s limit of result requests\n$/);
    expect(answer.coverage).toMatchObject({ read: 1, complete: true });
    const pages = peer.requests.filter(({ path }) => path.endsWith('metric_evaluation_result'));
    expect(pages.map(({ query }) => query.get('continuation_token'))).toEqual([null, '1', '1']);
  });

  test('on a terminal in one line that is gone in the end', async () => {
    const { code, stderr } = await reported(true);
    expect(code).toBe(0);
    for (const left of [30, 20, 1])
      expect(stderr).toContain(
        `\r\u001b[K1 result read, waiting ${left} s for Amigo’s limit of result requests`,
      );
    expect(stderr.endsWith('\r\u001b[K')).toBe(true);
    expect(stderr).not.toContain('\n');
  });
});

test('is not complete, and says why, when something else stands in the way', async () => {
  const { peer, env, first } = await startAmigoOfTwoPages();
  peer.on(WIRE.results, first, json({ detail: 'no' }, 403));
  const file = path.join(await emptyFolder(), 'report.html');
  const { code, stderr } = await run(['report', '{}', '--out', file], { env });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const { coverage } = (await answerIn(file)).structuredContent;
  expect(coverage).toMatchObject({ complete: false, note: expect.stringContaining('forbidden') });
});

describe('a wrong call is a line on stderr and writes nothing', () => {
  test.each([
    ['no JSON', ['{"metric_id"'], /^The arguments are not JSON: .+\n$/],
    ['rows', ['{"view": "rows"}'], /^A report draws a summary: .+\n$/],
    ['coverage', ['{"view": "coverage"}'], /^A report draws a summary: .+\n$/],
    [
      'a folder that is not there',
      [QUESTION, '--out=/nowhere/report.html'],
      /^No file .*\/nowhere \(ENOENT\)\.\n$/,
    ],
    ['two questions', ['{}', '{}'], /^report takes at most 1 arguments, but 2 came; .+\n$/],
  ])('%s', async (_, args, line) => {
    const { code, stdout, stderr } = await run(['report', ...args], { env: sandbox.environment });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(line);
  });

  test('a token of rows', async () => {
    const env = sandbox.environment;
    const asked = ['call', 'get_metric_evaluation_results', '{"view": "rows"}', '--json'];
    const rows = await run(asked, { env });
    const { continuation_token } = JSON.parse(rows.stdout).structuredContent.coverage;
    const { code, stderr } = await run(['report', JSON.stringify({ continuation_token })], { env });
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: expect.stringMatching(/^A report draws a summary: /),
    });
  });
});

describe('an error is 1, on stderr', () => {
  test.each([
    ['of the arguments', ['{"metrik_id": "x"}'], {}, 'invalid_input'],
    ['of missing credentials', [QUESTION], {}, 'not_configured'],
    ['of a metric that is not there', ['{"metric_id": "Nope"}'], { AMIGO_SANDBOX: '1' }, 'not_found'],
  ])('%s', async (_, args, env, error) => {
    const { code, stdout, stderr } = await run(['report', ...args], { env });
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain(`Error [${error}]: `);
  });

  test('of the file', async () => {
    const args = ['report', QUESTION, '--out', tmpdir()];
    const { code, stdout, stderr } = await run(args, { env: sandbox.environment });
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toBe(`The report cannot be written to ${tmpdir()} (EISDIR).\n`);
  });
});

test('SIGINT ends it without a file', async () => {
  const { peer, env } = await startAmigo();
  peer.on(WIRE.results, hang());
  const folder = await emptyFolder();
  const { child, ended } = start(['report', '{}', '--out', path.join(folder, 'report.html')], env);
  await peer.received(1);
  child.kill('SIGINT');
  const { code, stderr } = await ended;
  expect(code).toBe(1);
  expect(stderr).toContain('Error [cancelled]');
  expect(await readdir(folder)).toEqual([]);
});
