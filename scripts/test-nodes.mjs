// Runs the suite on the oldest Node that is promised and on those in use, one after the other.
// Versions can be named instead: `npm run test:nodes -- 22`.
import { spawnSync } from 'node:child_process';

const VERSIONS = ['20.18.1', '22', '24'];

const asked = process.argv.slice(2);
const failed = (asked.length > 0 ? asked : VERSIONS).filter((version) => {
  process.stdout.write(`\nNode ${version}\n`);
  const command = 'node --version && node node_modules/vitest/vitest.mjs run';
  const { status } = spawnSync('npx', ['-y', '-p', `node@${version}`, '-c', command], { stdio: 'inherit' });
  return status !== 0;
});

if (failed.length > 0) {
  process.stderr.write(`The suite failed on Node ${failed.join(', ')}.\n`);
  process.exitCode = 1;
}
