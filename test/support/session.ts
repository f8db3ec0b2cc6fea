import { createInterface } from 'node:readline';
import { start, type Running } from './program.ts';

/** One line of the server's output. */
interface Frame {
  readonly jsonrpc: string;
  readonly id?: string | number;
  readonly result?: Readonly<Record<string, unknown>>;
  readonly error?: { readonly code: number; readonly message: string };
}

export interface Session extends Running {
  /** Everything that came so far, as it came. */
  readonly lines: readonly string[];
  readonly write: (text: string) => void;
  readonly request: (id: string | number, method: string, params?: object) => void;
  /** The first frame, past or to come, that this is true of. */
  readonly frame: (wanted: (frame: Frame) => boolean) => Promise<Frame>;
  readonly answer: (id: string | number) => Promise<Frame>;
}

/** A server that has been initialized, spoken to line by line. */
export async function openSession(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Session> {
  const running = start(args, env);
  const lines: string[] = [];
  const frames: Frame[] = [];
  let watchers: (() => void)[] = [];
  createInterface(running.child.stdout).on('line', (line) => {
    lines.push(line);
    const frame: Frame = JSON.parse(line);
    frames.push(frame);
    for (const watcher of watchers) watcher();
  });
  const write = (text: string) => void running.child.stdin.write(text);

  function frame(wanted: (frame: Frame) => boolean): Promise<Frame> {
    return new Promise((resolve, reject) => {
      const look = () => {
        const found = frames.find(wanted);
        if (found === undefined) return;
        watchers = watchers.filter((each) => each !== look);
        resolve(found);
      };
      watchers.push(look);
      look();
      void running.ended.then(({ stderr }) => reject(new Error(`ended before the frame came: ${stderr}`)));
    });
  }

  function request(id: string | number, method: string, params: object = {}): void {
    write(`${JSON.stringify({ jsonrpc: '2.0', id, method, params })}\n`);
  }

  const answer = (id: string | number) => frame((each) => each.id === id);
  request(0, 'initialize', {
    protocolVersion: '2025-06-18',
    capabilities: {},
    clientInfo: { name: 'test', version: '1' },
  });
  await answer(0);
  write('{"jsonrpc":"2.0","method":"notifications/initialized"}\n');
  return { ...running, lines, write, request, frame, answer };
}
