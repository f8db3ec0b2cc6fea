import type { Connection } from '../amigo/connection.ts';
import { failureOf } from '../answers/failure.ts';
import type { Config } from '../config/index.ts';
import { openDeadline } from '../deadline.ts';
import { STEPS, type Checked, type Step } from './check/check-steps.ts';
import { reportJson, stepText, verdict, type StepReport } from './check/step-report.ts';

/** Longest time for one step. */
const STEP_MS = 20_000;

interface Output {
  readonly json: boolean;
  /** Takes secrets out of a text. */
  readonly redact: (text: string) => string;
  readonly stdout: NodeJS.WritableStream;
}

/**
 * The doctor: looks at the configuration, then at everything that a call needs, reading only. Prints each step as it
 * ends, or one JSON object. Resolves to the exit code: 0 all well, 1 something failed, 2 configuration missing.
 */
export async function check(config: Config, connection: Connection, output: Output): Promise<number> {
  const print = (text: string) => output.stdout.write(`${output.redact(text)}\n`);
  const checked: Checked = { config, connection };
  const reports: StepReport[] = [];
  for (const step of STEPS) {
    const missing = reports.find(({ name, ok }) => name === step.needs && ok !== true);
    const report = missing ? skipped(step, missing.name) : await run(step, checked);
    reports.push(report);
    if (!output.json) print(stepText(report));
  }
  await connection.close();
  print(output.json ? reportJson(reports) : verdict(reports));

  if (reports[0]?.ok !== true) return 2;
  return reports.every(({ ok }) => ok === true) ? 0 : 1;
}

/** The report, as JSON, of a configuration that cannot be read. */
export function unreadableReport(problems: readonly string[]): string {
  const detail = problems.join('\n');
  return reportJson([
    { name: 'configuration', ok: false, ms: 0, detail, remedy: 'Correct each of these and check again.' },
  ]);
}

async function run({ name, run }: Step, checked: Checked): Promise<StepReport> {
  const deadline = openDeadline(STEP_MS);
  const start = performance.now();
  const ms = () => Math.round((performance.now() - start) * 10) / 10;
  try {
    const detail = await run(checked, deadline.reads);
    return { name, ok: true, ms: ms(), detail };
  } catch (error) {
    const { what, remedy } = failureOf(error);
    return { name, ok: false, ms: ms(), detail: what, remedy };
  } finally {
    deadline.end();
  }
}

function skipped({ name }: Step, missing: string): StepReport {
  return { name, ok: null, ms: 0, detail: `skipped: it needs ${missing}` };
}
