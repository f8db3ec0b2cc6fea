import { PassThrough } from 'node:stream';
import { afterEach, describe, expect, it } from 'vitest';
import { openApp, type App } from '../../src/app.ts';
import { call } from '../../src/cli/call.ts';
import { openProgressLine } from '../../src/cli/progress-line.ts';
import { readConfig } from '../../src/config/index.ts';
import { connect } from '../../src/connect.ts';
import { createLog } from '../../src/log.ts';
import { createSecrets } from '../../src/secrets.ts';

const ERASED = '\r\u001b[K';
const plain = (text: string) => text;

function terminal(columns?: number) {
  const texts: string[] = [];
  return {
    isTTY: true,
    ...(columns !== undefined && { columns }),
    write: (text: string) => texts.push(text),
    texts,
  };
}

describe('a line of progress', () => {
  it('is written over by the next one, and gone at the end', () => {
    const stderr = terminal();
    const line = openProgressLine(stderr, plain);
    line?.show(1, undefined, 'one read');
    line?.show(2, undefined, 'two read');
    line?.clear();
    line?.clear();
    expect(stderr.texts).toEqual([`${ERASED}one read`, `${ERASED}two read`, ERASED]);
  });

  it('stays away while a person is asked', async () => {
    const stderr = terminal();
    const line = openProgressLine(stderr, plain);
    line?.show(1, undefined, 'one read');
    const answer = await line?.hiddenDuring(async () => {
      line.show(2, undefined, 'waiting');
      return 'yes';
    });
    expect(answer).toBe('yes');
    expect(stderr.texts).toEqual([`${ERASED}one read`, ERASED]);
    line?.show(3, undefined, 'three read');
    expect(stderr.texts.at(-1)).toBe(`${ERASED}three read`);
  });

  it('never breaks, and holds no secret', () => {
    const stderr = terminal(20);
    const line = openProgressLine(stderr, (text) => text.replace('s3cret', '…'));
    line?.show(1, undefined, `s3cret ${'x'.repeat(80)}`);
    expect(stderr.texts.join('')).not.toContain('s3cret');
    expect(stderr.texts[0]?.slice(ERASED.length).length).toBeLessThanOrEqual(19);
  });

  it('is none where there is no terminal', () => {
    expect(openProgressLine({ write: () => {} }, plain)).toBeUndefined();
  });
});

describe('a call that reads until it is done', () => {
  const open: App[] = [];
  afterEach(() => Promise.all(open.splice(0).map((app) => app.close())));

  async function coverage(isTTY: boolean) {
    const read = readConfig({}, { sandbox: true });
    if (!read.ok) throw new Error(read.problems.join('\n'));
    const secrets = createSecrets();
    const log = createLog('error', secrets, () => {});
    const redact = (text: string) => secrets.redact(text);
    const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
    const code = await call(
      {
        command: 'call',
        flags: {},
        as: 'text',
        tool: 'get_metric_evaluation_results',
        input: JSON.stringify({ metric_id: 'Empathy score', view: 'coverage' }),
      },
      () => {
        const app = openApp(connect(read.config, { log, secrets }), log, { ...read.config, redact });
        open.push(app);
        return Promise.resolve(app);
      },
      { stdin, stdout, stderr: Object.assign(stderr, { isTTY }) },
    );
    expect(code).toBe(0);
    return { stdout: String(stdout.read()), stderr: String(stderr.read() ?? '') };
  }

  it('says on a terminal how far it is, and leaves nothing of that behind', async () => {
    const { stdout, stderr } = await coverage(true);
    expect(stdout).toMatch(/^Coverage: /);
    const lines = stderr.split(ERASED);
    const counts = lines.map((line) => Number(/^(\d+) results read$/.exec(line)?.[1] ?? Number.NaN));
    expect(counts.filter((count) => count > 0).length).toBeGreaterThan(1);
    expect(lines.at(-1)).toBe('');
  });

  it('says nothing of it elsewhere', async () => {
    const { stdout, stderr } = await coverage(false);
    expect(stdout).toMatch(/^Coverage: /);
    expect(stderr).toBe('');
  });
});
