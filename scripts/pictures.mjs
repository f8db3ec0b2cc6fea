// Makes the pictures of the README, docs/*.png, from the sandbox with a fixed seed and date, by way of the built program.
// Needs a Chromium on the PATH or in CHROMIUM.
import { execFile, spawn } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { transform } from 'esbuild';
import { chromium } from 'playwright-core';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const program = path.join(root, 'dist', 'main.js');
const MOST_BYTES = 150_000;
const WIDTH = 920;
/** Of the screen's pixels to the page's: more would make the files too large. */
const SCALE = 1.5;

/** A question, and what of its answer is left out. */
const PICTURES = [
  {
    name: 'versions',
    question: { metric_id: ['Empathy score'], source_type: ['post-session', 'simulation'], examples: 0 },
    without: 'figure:nth-of-type(n + 3)',
  },
  {
    name: 'weeks',
    question: { metric_id: ['Appointment details repeated'], group_by: 'week', examples: 0 },
    without: 'figure:not(.wide)',
  },
];

const sandbox = spawn(process.execPath, [
  program,
  'sandbox',
  '--seed',
  '7',
  '--today',
  '2026-11-20',
  '--limits',
  'off',
]);
try {
  const env = { ...process.env, ...(await environmentOf(sandbox.stdout)) };
  const browser = await chromium.launch({
    executablePath: await findChromium(),
    args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-lcd-text'],
  });
  await mkdir(path.join(root, 'docs'), { recursive: true });
  for (const picture of PICTURES) await draw(picture, browser, env);
  await browser.close();
} finally {
  sandbox.kill();
}

async function findChromium() {
  const { stdout } = await promisify(execFile)('sh', ['-c', 'command -v "${CHROMIUM:-chromium}"']);
  return stdout.trim();
}

/** The variables that point the program at the sandbox, which it prints once it answers. */
async function environmentOf(stdout) {
  const variables = {};
  for await (const line of createInterface({ input: stdout })) {
    const [, name, value] = /^(\w+)=(.*)$/.exec(line) ?? [];
    if (name) variables[name] = value;
    if (variables.AMIGO_API_BASE_URL && variables.AMIGO_USER_ID) return variables;
  }
  throw new Error('The sandbox did not start.');
}

async function draw({ name, question, without }, browser, env) {
  const asked = ['call', 'get_metric_evaluation_results', JSON.stringify(question), '--json'];
  const { stdout } = await promisify(execFile)(process.execPath, [program, ...asked], { env });
  const page = await browser.newPage({ viewport: { width: WIDTH, height: 800 }, deviceScaleFactor: SCALE });
  await page.setContent(await report(question, JSON.parse(stdout).structuredContent));
  // Folded tables say nothing in a picture.
  await page.addStyleTag({ content: `${without}, h1, h2, details, .notes { display: none }` });
  const boxes = await page.locator('figure:visible').evaluateAll((all) =>
    all.map((figure) => {
      const { y, height } = figure.getBoundingClientRect();
      return { y, height };
    }),
  );
  const top = Math.min(...boxes.map(({ y }) => y)) - 8;
  const bottom = Math.max(...boxes.map(({ y, height }) => y + height));
  const png = await page.screenshot({
    clip: { x: 0, y: top, width: WIDTH, height: bottom - top },
    fullPage: true,
  });
  if (png.length > MOST_BYTES) throw new Error(`${name}.png has ${png.length} bytes.`);
  await writeFile(path.join(root, 'docs', `${name}.png`), png);
  process.stdout.write(`docs/${name}.png ${png.length} bytes\n`);
  await page.close();
}

async function report(question, structuredContent) {
  const source = await readFile(path.join(root, 'src/page/with-answer.ts'), 'utf8');
  const { code } = await transform(source, { loader: 'ts' });
  const { pageWithAnswer } = await import(`data:text/javascript,${encodeURIComponent(code)}`);
  const page = await readFile(path.join(root, 'dist/page.html'), 'utf8');
  return pageWithAnswer(page, { arguments: question, structuredContent });
}
