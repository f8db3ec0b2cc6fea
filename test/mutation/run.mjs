// Changes the sources a little at a time and counts the changes that a test notices: `npm run test:mutation -- http`, or
// some files of a room: `npm run test:mutation -- http src/http/retry-decision.ts`. Hours for a whole room.
import { spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';

/** The tests that hold each room. Static code, which is run once as a file is loaded, is left out. */
const TESTS = {
  http: ['test/http/**/*.test.ts'],
  amigo: ['test/amigo/**/*.test.ts', 'test/contract/**/*.test.ts', 'test/tools/*.test.ts'],
  results: ['test/results/**/*.test.ts', 'test/surface/answers.test.ts'],
  answers: ['test/answers/**/*.test.ts', 'test/surface/answers.test.ts', 'test/surface/failures.test.ts'],
};
const STRYKER = ['@stryker-mutator/core@9.6.1', '@stryker-mutator/vitest-runner@9.6.1'];
const CAUGHT = new Set(['Killed', 'Timeout']);

const [room = '', ...files] = process.argv.slice(2);
if (!Object.hasOwn(TESTS, room)) throw new Error(`Name a room: ${Object.keys(TESTS).join(', ')}.`);

// Of no use to anything else, so not in package.json; the next `npm ci` takes it away again.
run('npm', ['install', '--no-save', '--no-audit', '--no-fund', ...STRYKER]);
const sources = files.length > 0 ? files : [`src/${room}/**/*.ts`];
run('npx', ['stryker', 'run', 'test/mutation/stryker.config.json', '--mutate', sources.join(',')], {
  MUTATION_TESTS: TESTS[room].join(','),
});
const report = JSON.parse(await readFile('reports/mutation/mutation.json', 'utf8'));
for (const [file, { mutants }] of Object.entries(report.files)) {
  const counted = mutants.filter(({ status }) => status !== 'Ignored');
  const caught = counted.filter(({ status }) => CAUGHT.has(status));
  process.stdout.write(`${file}: ${caught.length} of ${counted.length} caught\n`);
}

function run(command, args, environment = {}) {
  const { status } = spawnSync(command, args, {
    stdio: 'inherit',
    env: { ...process.env, ...environment },
  });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${status}.`);
}
