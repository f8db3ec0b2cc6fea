import { deferred } from '../deadline.ts';
import type { SandboxFlags } from './invocation.ts';

interface Surroundings {
  readonly stdout: NodeJS.WritableStream;
  readonly stderr: NodeJS.WritableStream;
  /** Where SIGTERM and SIGINT arrive: the process. */
  readonly signals: NodeJS.EventEmitter;
}

const END_SIGNALS = ['SIGTERM', 'SIGINT'];

/**
 * Runs the embedded Amigo on its own until SIGTERM or SIGINT. Prints, once it answers, the environment variables that
 * point a server at it, one `NAME=value` a line. Gives the exit code: 1, with a line on stderr, when it cannot listen.
 */
export async function runSandbox(options: SandboxFlags, surroundings: Surroundings): Promise<number> {
  const { stdout, stderr, signals } = surroundings;
  const ended = deferred();
  const end = () => ended.resolve();
  // Listened for before it starts, so that a signal in between ends it in order too.
  for (const signal of END_SIGNALS) signals.once(signal, end);
  try {
    const { startSandbox } = await import('../sandbox/listen.ts');
    const sandbox = await startSandbox(options);
    const lines = Object.entries(sandbox.environment).map(([name, value]) => `${name}=${value}\n`);
    stdout.write(lines.join(''));
    await ended.promise;
    await sandbox.close();
    return 0;
  } catch (error) {
    stderr.write(`The sandbox cannot listen: ${listenProblem(error, options.port)}\n`);
    return 1;
  } finally {
    for (const signal of END_SIGNALS) signals.off(signal, end);
  }
}

/** @throws the error itself, when it is none of listening. */
function listenProblem(error: unknown, port: number | undefined): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE')
    return `port ${port} is in use; give another one with --port, or 0 for a free one.`;
  if (code === 'EACCES')
    return `port ${port} may not be used by this user; give one above 1023, or 0 for a free one.`;
  throw error;
}
