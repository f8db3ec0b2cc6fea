import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { pageWithAnswer } from '../../src/page/with-answer.ts';
import { answerOf, type Asked } from './answers.ts';
import { readPage, type Stage } from './stage.ts';

/** The page with its data inside, opened from disk without a network. */
export function inAFile(stage: () => Stage): void {
  async function opened({ question, answer }: Asked) {
    const folder = await mkdtemp(path.join(tmpdir(), 'amigo-page-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const file = path.join(folder, 'report.html');
    await writeFile(
      file,
      pageWithAnswer(await readPage(), { arguments: question, structuredContent: answer }),
    );
    return stage().openFile(pathToFileURL(file).href);
  }

  it('draws the answer, with what was asked', async () => {
    const { page, troubles } = await opened(answerOf('numbers'));
    expect(await page.locator('h2').textContent()).toBe('Empathy score');
    expect(await page.locator('.plot-table .value').first().textContent()).toBe('3.51');
    expect(await page.locator('main').textContent()).toContain('Asked: metric_id ["Empathy score"].');
    expect(await page.locator('.pick').count()).toBe(0);
    expect(troubles).toEqual([]);
  });

  it('links conversations', async () => {
    const asked = answerOf('numbers');
    const conversation_url = 'https://app.example.com/c/{conversation_id}';
    const { page } = await opened({
      ...asked,
      answer: { ...asked.answer, coverage: { ...asked.answer.coverage, conversation_url } },
    });
    expect(await page.getByRole('link').getAttribute('href')).toBe(
      'https://app.example.com/c/6aff2c91e5016da2a20290ca',
    );
  });

  it('holds any data without ending early or running it', async () => {
    const asked = answerOf('numbers');
    const name = '</script><script>document.title="run"</script><!-- \u2028 $& $` {{';
    const [metric] = asked.answer.metrics ?? [];
    const { page, troubles } = await opened({
      question: { metric_id: [name] },
      answer: { ...asked.answer, metrics: metric ? [{ ...metric, name }] : [] },
    });
    expect(await page.locator('h2').textContent()).toBe(
      '</script><script>document.title="run"</script><!-- $& $` {{',
    );
    expect(await page.title()).toBe('Evaluation results');
    expect(troubles).toEqual([]);
  });

  it('prints in light colours, without buttons', async () => {
    const { page } = await opened(answerOf('numbers'));
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    expect(await page.locator('body').evaluate((body) => getComputedStyle(body).backgroundColor)).toBe(
      'rgb(255, 255, 255)',
    );
    expect(await page.locator('button:visible').count()).toBe(0);
    expect((await page.pdf({ format: 'A4' })).length).toBeGreaterThan(10_000);
  });

  it('says so when there is nothing to draw', async () => {
    const { page } = await opened(answerOf('rows'));
    expect(await page.locator('main').textContent()).toBe('This file holds no figures.');
  });
}
