import { expect, it } from 'vitest';
import { answerOf, STRIPPED, toolResult } from './answers.ts';
import { drawn } from './drawn.ts';
import type { Shown, Stage } from './stage.ts';

const MINUTE = 60_000;

/** What passes between the page and its host. */
export function inAHost(stage: () => Stage): void {
  it('shakes hands, and reports no size before it knows what it draws', async () => {
    const shown = await stage().show();
    const before = await shown.heard();
    expect(before).toMatchObject({ app: { name: 'amigo-metrics-results' }, initialized: 1, sizes: [] });
    expect(before.app?.version).toMatch(/^\d+\.\d+\.\d+$/);
    await expect.poll(() => shown.frame.locator('main').textContent()).toBe('Waiting for the results …');

    await drawn(shown, 'numbers');
    const height = await heightOf(shown);
    expect(height).toBeGreaterThan(300);
    expect((await shown.heard()).sizes).toEqual([height]);
    expect(shown.troubles).toEqual([]);
  });

  it('reports its size anew when it changes', async () => {
    const shown = await stage().show();
    await drawn(shown, 'rates');
    const before = (await shown.heard()).sizes.length;
    await shown.frame.locator('summary').first().click();
    await expect.poll(async () => (await shown.heard()).sizes.length).toBeGreaterThan(before);
    expect((await shown.heard()).sizes.at(-1)).toBe(await heightOf(shown));
  });

  it.each(['rows', 'coverage'])('takes no room for view %s', async (view) => {
    const safeAreaInsets = { top: 20, right: 0, bottom: 34, left: 0 };
    const shown = await stage().show({ context: { safeAreaInsets } });
    const { answer } = answerOf('rows');
    await shown.toolInput({ view });
    const { results: _, metrics: __, ...coverage } = answer;
    await shown.toolResult(toolResult(view === 'rows' ? answer : coverage));
    await expect.poll(async () => (await shown.heard()).sizes).toEqual([0]);
    expect(await shown.frame.locator('main').textContent()).toBe('');
    expect((await shown.heard()).calls).toEqual([]);
  });

  it('takes no room for an error, or a call that was cancelled', async () => {
    const failed = await stage().show();
    await failed.toolInput({});
    await failed.toolResult({ content: [{ type: 'text', text: 'Error [timeout]: …' }], isError: true });
    await expect.poll(async () => (await failed.heard()).sizes).toEqual([0]);

    const cancelled = await stage().show();
    await cancelled.send({ jsonrpc: '2.0', method: 'ui/notifications/tool-cancelled', params: {} });
    await expect.poll(async () => (await cancelled.heard()).sizes).toEqual([0]);
  });

  it('says so when no result answers the question', async () => {
    const shown = await stage().show();
    const { metrics: _, totals: __, ...answer } = answerOf('numbers').answer;
    await shown.toolInput({ metric_id: ['x'] });
    await shown.toolResult(toolResult(answer));
    await expect
      .poll(() => shown.frame.locator('main').textContent())
      .toContain('No figures here: no result answers this question.');

    await shown.toolResult(toolResult({ ...answer, unchanged: ['Empathy score'] }));
    await expect
      .poll(() => shown.frame.locator('main').textContent())
      .toMatch(/No figures here: nothing moved\..*Unchanged: Empathy score\./);
  });

  it('says so when it cannot draw what the host passes on', async () => {
    const shown = await stage().show();
    const { coverage } = answerOf('numbers').answer;
    await shown.toolInput({});
    await shown.toolResult({ content: [], structuredContent: { coverage, metrics: [{ entries: 'none' }] } });
    await expect
      .poll(() => shown.frame.locator('main').textContent())
      .toBe('This page cannot draw these figures.');
    expect((await shown.heard()).sizes.at(-1)).toBeGreaterThan(0);
  });

  it('asks again, with the same arguments, where the host keeps the figures to itself', async () => {
    const { question, answer } = answerOf('numbers');
    const shown = await stage().show({ answer: toolResult(answer) });
    await shown.toolInput(question);
    await shown.toolResult(STRIPPED);
    await expect.poll(() => shown.frame.locator('h2').textContent()).toBe('Empathy score');
    const { calls, sizes } = await shown.heard();
    expect(calls).toEqual([{ name: 'get_metric_evaluation_results', arguments: question }]);
    expect(sizes).toEqual([await heightOf(shown)]);
  });

  it('asks by itself for ten minutes, then only when it is told to', async () => {
    const { question, answer } = answerOf('rates');
    const shown = await stage().show({ answer: toolResult(answer), ownTime: true });
    await shown.toolInput(question);
    await shown.page.clock.fastForward(11 * MINUTE);
    await shown.toolResult(STRIPPED);
    const button = shown.frame.getByRole('button', { name: 'Ask for the figures again' });
    await button.waitFor();
    expect((await shown.heard()).calls).toEqual([]);
    expect((await shown.heard()).sizes.at(-1)).toBeGreaterThan(0);

    await button.click();
    await shown.frame.locator('h2').waitFor();
    expect((await shown.heard()).calls).toHaveLength(1);
  });

  it.each([
    ['gives them nowhere', { answer: STRIPPED }, 1],
    ['passes no calls on', { capabilities: {} }, 0],
  ])('says that there are no figures where the host %s', async (_, setting, calls) => {
    const shown = await stage().show(setting);
    await shown.toolInput({});
    await shown.toolResult(STRIPPED);
    await expect
      .poll(() => shown.frame.locator('main').textContent())
      .toBe('This host gives the page no figures.');
    expect((await shown.heard()).calls).toHaveLength(calls);
  });

  it('offers to ask again where asking failed', async () => {
    const shown = await stage().show();
    await shown.toolInput({});
    await shown.toolResult(STRIPPED);
    await shown.frame.getByRole('button', { name: 'Ask for the figures again' }).waitFor();
    expect((await shown.heard()).calls).toHaveLength(1);
  });

  it('follows the host’s theme', async () => {
    const shown = await stage().show({ context: { theme: 'light' } });
    await drawn(shown, 'rates');
    const ground = () =>
      shown.frame.locator('body').evaluate((body) => getComputedStyle(body).backgroundColor);
    expect(await ground()).toBe('rgb(255, 255, 255)');
    await shown.setContext({ theme: 'dark' });
    await expect.poll(ground).toBe('rgb(27, 27, 26)');
  });

  it('tells the model which entry was picked, by click and by key, and takes it back', async () => {
    const shown = await stage().show();
    await drawn(shown, 'numbers');
    const button = shown.frame.getByRole('button', { name: 'post-session, v4 of Empathy score' });
    await button.click();
    await expect.poll(async () => (await shown.heard()).contexts).toHaveLength(1);
    expect((await shown.heard()).contexts[0]).toEqual({
      content: [
        {
          type: 'text',
          text: 'The person picked in the picture of results: metric 6a88e6800fdc7f12fa169e5e, version 4, post-session, mean 3.51 (95 % 3.41 to 3.62), n 208, 12 n/a.',
        },
      ],
      structuredContent: {
        picked: {
          metric_id: '6a88e6800fdc7f12fa169e5e',
          version: 4,
          source_type: 'post-session',
          n: 208,
          not_applicable: 12,
          mean: 3.51,
          ci95: [3.41, 3.62],
          difference: 0.02,
          verdict: 'no clear change',
        },
      },
    });
    expect(await button.getAttribute('aria-pressed')).toBe('true');

    await button.press('Enter');
    await expect.poll(async () => (await shown.heard()).contexts.at(-1)).toEqual({ content: [] });
    expect(await button.getAttribute('aria-pressed')).toBe('false');
  });

  it('offers nothing to pick to a host that passes nothing on', async () => {
    const shown = await stage().show({ capabilities: {} });
    await drawn(shown, 'numbers');
    expect(await shown.frame.locator('.pick').count()).toBe(0);
  });

  it('opens conversations through the host, where the answer says how', async () => {
    const { question, answer } = answerOf('numbers');
    const conversation_url = 'https://app.example.com/c/{conversation_id}?tab=1';
    const shown = await stage().show();
    await shown.toolInput(question);
    await shown.toolResult(toolResult({ ...answer, coverage: { ...answer.coverage, conversation_url } }));
    await shown.frame.getByRole('link', { name: '6aff2c91e5016da2a20290ca' }).click();
    await expect
      .poll(async () => (await shown.heard()).links)
      .toEqual(['https://app.example.com/c/6aff2c91e5016da2a20290ca?tab=1']);

    const without = await stage().show();
    await drawn(without, 'numbers');
    expect(await without.frame.getByRole('link').count()).toBe(0);
  });

  it('ends when it is told to, and answers what it does not know with an error', async () => {
    const shown = await stage().show();
    await shown.page.evaluate(() => {
      window.addEventListener('message', ({ data }) => {
        if (data.id === 'unknown') document.title = JSON.stringify(data.error.code);
      });
    });
    await shown.send({ jsonrpc: '2.0', id: 'unknown', method: 'ui/something-new', params: {} });
    await expect.poll(() => shown.page.title()).toBe('-32601');
    await shown.send({ jsonrpc: '2.0', method: 'ui/notifications/something-new' });
    await shown.send('no message at all');
    await shown.send({ jsonrpc: '2.0', id: 99, result: {} });
    await shown.page.evaluate(() => window.host.tearDown());
    expect(shown.troubles).toEqual([]);
  });

  it('takes messages from the window that holds it alone', async () => {
    const shown = await stage().show();
    const forged = {
      jsonrpc: '2.0',
      method: 'ui/notifications/tool-result',
      params: toolResult(answerOf('rates').answer),
    };
    // From the frame itself, and from a frame in it.
    await shown.frame.locator('body').evaluate((body, message) => {
      window.postMessage(message, '*');
      const inner = document.createElement('iframe');
      inner.srcdoc = `<script>parent.postMessage(${JSON.stringify(message)}, '*'); parent.postMessage('sent', '*')</script>`;
      body.append(inner);
      return new Promise((resolve) => {
        window.addEventListener('message', ({ data }) => data === 'sent' && resolve(undefined));
      });
    }, forged);
    expect(await shown.frame.locator('h2').count()).toBe(0);
    await drawn(shown, 'numbers');
    expect(await shown.frame.locator('h2').allTextContents()).toEqual(['Empathy score']);
  });
}

function heightOf({ frame }: Shown): Promise<number> {
  return frame.locator('main').evaluate((main) => Math.ceil(main.getBoundingClientRect().height));
}
