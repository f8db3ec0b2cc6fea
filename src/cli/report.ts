import type { App } from '../app.ts';
import { countDown } from '../deadline.ts';
import { mapStrings } from '../json.ts';
import { isResultsData, takesNoRoom } from '../page/answer-data.ts';
import { pageWithAnswer } from '../page/with-answer.ts';
import { readPage } from '../resources/results-page.ts';
import { waitingInWords } from '../tools/get_metric_evaluation_results/coverage-answer.ts';
import { getMetricEvaluationResults } from '../tools/get_metric_evaluation_results/index.ts';
import type { ToolAnswer } from '../tools/runner/run.ts';
import { count } from '../text/words.ts';
import type { Invocation } from './invocation.ts';
import { folderProblem, writeReport } from './report-file.ts';
import { openProgressLine } from './progress-line.ts';
import { readToolArguments } from './tool-arguments.ts';

const NOTHING_TO_DRAW = 'A report draws a summary: rows and coverage have no picture; leave view out.';

type Stderr = NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number };
interface Streams {
  readonly stdin: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly stdout: NodeJS.WritableStream;
  readonly stderr: Stderr;
}
type Question = Readonly<Record<string, unknown>>;
type Ask = (question: Question) => Promise<ToolAnswer>;

/**
 * Asks about results until all is read that only the quota held back, writes the page with the answer inside into a
 * file, and prints its path. Resolves to the exit code: 1 with the error on stderr when the result is one or the file
 * cannot be written, 2 with a line on stderr when the call is wrong.
 * @param open called once the call is known to make sense
 */
export async function report(
  { input, out }: Extract<Invocation, { command: 'report' }>,
  open: () => Promise<App>,
  streams: Streams,
): Promise<number> {
  const { stdout, stderr } = streams;
  const read = await readToolArguments(input, streams);
  const problem =
    'problem' in read
      ? read.problem
      : takesNoRoom(undefined, read.value)
        ? NOTHING_TO_DRAW
        : await folderProblem(out);
  if ('problem' in read || problem !== undefined) {
    stderr.write(`${problem}\n`);
    return 2;
  }

  const page = await readPage();
  const app = await open();
  const controller = new AbortController();
  const cancel = () => controller.abort();
  process.once('SIGINT', cancel).once('SIGTERM', cancel);
  const { signal } = controller;
  const line = openProgressLine(stderr, app.settings.redact);
  const answer = await askPatiently(
    (question) =>
      app.tools.run(getMetricEvaluationResults.name, question, {
        signal,
        progress: line?.show,
      }),
    read.value,
    (results, seconds) =>
      // On a terminal each second anew.
      countDown({ signal, deadline: performance.now() + seconds * 1_000 }, line && 1_000, (left) => {
        const text = `${count(results, 'result')} read${waitingInWords(left)}`;
        if (line) line.show(results, undefined, text);
        else stderr.write(`${text}\n`);
      }),
  );
  line?.clear();
  await app.close();

  const { redact } = app.settings;
  const fail = (message: string, code: 1 | 2) => {
    stderr.write(`${redact(message)}\n`);
    return code;
  };
  const { structured } = answer;
  if (!isResultsData(structured)) return fail(answer.text, 1);
  if (takesNoRoom(structured, read.value)) return fail(NOTHING_TO_DRAW, 2);
  // What leaves through this door holds no secret.
  const data = mapStrings({ arguments: read.value, structuredContent: structured }, redact);
  const written = await writeReport(pageWithAnswer(page, data), structured.coverage.as_of, out);
  if ('problem' in written) return fail(written.problem, 1);
  stdout.write(`${written.path}\n`);
  return 0;
}

/**
 * Asks the same question until its answer is complete: what was read is kept, and each answer reads on. Gives the last
 * answer, which is not complete where something else than the quota or the time of a call stands in the way.
 */
async function askPatiently(
  ask: Ask,
  question: Question,
  wait: (results: number, seconds: number) => Promise<void>,
): Promise<ToolAnswer> {
  let answer = await ask(question);
  // Reading anew is asked for once.
  const { refresh: _, ...again } = question;
  for (let before = -1; ;) {
    if (!isResultsData(answer.structured)) return answer;
    const { complete, read, retry_after_seconds: seconds, from_cache: cached } = answer.structured.coverage;
    const isFirst = before < 0;
    // An answer for which nothing was kept would begin from the start each time.
    const isKept = isFirst || cached !== undefined;
    if (complete || !isKept || (seconds === undefined && read <= before)) return answer;
    if (seconds !== undefined) await wait(read, seconds);
    before = read;
    answer = await ask(again);
  }
}
