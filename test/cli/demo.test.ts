import { expect, test } from 'vitest';
import { run } from '../support/program.ts';

test('the demo finds, compares with people, defines, plans, evaluates, compares again and summarises, whatever the environment says', async () => {
  const env = { AMIGO_REGION: 'mars', AMIGO_ACCESS: 'read', AMIGO_API_KEY: 'a-key-for-tests' };
  const { code, stdout, stderr } = await run(['demo'], { env });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const calls = stdout.match(/(?<=^→ )\w+/gm);
  expect(calls).toEqual([
    'search_metrics',
    'get_metric_evaluation_results',
    'create_metric_version',
    'evaluate_metrics',
    'evaluate_metrics',
    'get_metric_evaluation_results',
    'get_metric_evaluation_results',
  ]);
  // The better wording agrees with people more often.
  const agreed = [...stdout.matchAll(/People: 40 labelled, 40 found.*?agreement ([\d.]+) %/g)];
  const [before = 100, after = 0] = agreed.map(([, percent]) => Number(percent));
  expect(agreed).toHaveLength(2);
  expect(after - before).toBeGreaterThan(5);
  expect(stdout).not.toContain('\u001b');
  expect(stdout).not.toContain('Error [');
  for (const line of stdout.split('\n').filter((each) => each.startsWith('    ')))
    expect(line.length).toBeLessThanOrEqual(112);
});

test('it takes no longer than a newcomer waits: some starts of the program, however busy the machine', async () => {
  const start = await run(['--version']);
  const demo = await run(['demo']);
  const again = await run(['--version']);
  expect(demo.ms).toBeLessThan(40 * Math.max(start.ms, again.ms));
});

test('it cannot define a metric where that is switched off, and says so before anything starts', async () => {
  const { code, stdout, stderr } = await run(['demo', '--access', 'read']);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toMatch(/^[^\n]*--access author or full[^\n]*\n$/);
});

test('a wrong flag is told before anything starts', async () => {
  const { code, stdout, stderr } = await run(['demo', '--log-level', 'loud']);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toMatch(/^--log-level .+\n$/);
});
