import { execFile } from 'node:child_process';
import path from 'node:path';

/** What the Inspector is asked, and what has to come: an exit code, and a text in what it prints. */
const QUESTIONS = [
  ['--method initialize', 0, '"amigo-metrics"'],
  ['--method tools/list --strict', 0, '"delete_metric"'],
  ['--method tools/call --tool-name get_metrics --tool-arg limit=2', 0, '"structuredContent"'],
  ['--method tools/call --tool-name get_metrics --tool-arg limit=200', 5, 'invalid_input'],
  [
    '--method tools/call --tool-name get_metric_evaluation_results --app-info',
    0,
    'ui://amigo-metrics/results',
  ],
  ['--method resources/list', 0, 'amigo://guide'],
  ['--method resources/templates/list', 0, 'amigo://metrics/{metric_id}'],
  ['--method resources/read --uri amigo://guide', 0, 'text/markdown'],
  ['--method prompts/list', 0, 'author_metric'],
  ['--method prompts/get --prompt-name author_metric', 0, '"messages"'],
];

/** Every method that the Inspector's command line has and this server serves. */
export async function* inspector({ node, installed, program }) {
  const command = path.join(installed, '.bin/mcp-inspector');
  const server = [process.execPath, program, 'serve', '--sandbox'];
  for (const [question, expected, text] of QUESTIONS) {
    const { code, printed } = await ended(node, [command, '--cli', ...server, ...question.split(' ')]);
    const ok = code === expected && printed.includes(text);
    yield {
      what: `\`${question}\``,
      outcome: ok ? `exit ${code}` : `exit ${code}: ${printed.slice(0, 300)}`,
      ok,
    };
  }
}

function ended(file, args) {
  return new Promise((resolve) => {
    execFile(file, args, { maxBuffer: 1e8 }, (error, stdout, stderr) => {
      resolve({ code: error ? error.code : 0, printed: stdout + stderr });
    });
  });
}
