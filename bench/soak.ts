import { fork } from 'node:child_process';
import { once } from 'node:events';
import { setImmediate as turn, setTimeout as later } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { ask } from './soak/answers.ts';
import { Calls } from './soak/calls.ts';
import { jump } from './soak/clock.ts';
import type { Promised } from './soak/ledger.ts';
import { ManyCalls, verdictsIn } from './soak/many.ts';
import { servePeer, type Ready, type Report, type ToPeer } from './soak/peer.ts';
import { openProgram } from './soak/program.ts';
import { randomOf } from './soak/random.ts';
import { claim, say } from './output/lines.ts';

// Thousands of random calls of all nine tools while one request in five meets a fault, then evaluations of many
// conversations with callers who give up and sessions that end, then writes whose answers are all lost: what was answered
// is held against what truly happened. Published limits are kept, by clocks that jump between waves of calls. SOAK_CALLS
// (10,000), SOAK_MANY (a tenth of that) and SOAK_SEED (1) change how many, and which.

const CALLS = Number(process.env['SOAK_CALLS'] ?? 10_000);
const SEED = Number(process.env['SOAK_SEED'] ?? 1);
const LOST = Math.ceil(CALLS / 10);
/** Calls of many conversations: as many as the evaluations of a minute allow go together. */
const MANY = Number(process.env['SOAK_MANY'] ?? Math.ceil(CALLS / 10));
const MANY_TOGETHER = 6;
const FOLLOW_UPS_TOGETHER = 3;
/** The session ends during one in so many waves of them. */
const WAVES_A_SESSION = 5;
/** After that long a new session, which knows nothing of the last one's requests, keeps the limits all the same. */
const QUIET_MS = 65_000;
const MOST_UNTIL_END_MS = 600;
const WAVE = 36;
/** Caches and compiled code have found their size after as many calls. */
const WARM = Math.ceil(CALLS / 5 / WAVE) * WAVE;

async function soak(): Promise<void> {
  const peer = fork(fileURLToPath(import.meta.url), ['peer']);
  const heard = async () => String((await once(peer, 'message'))[0]);
  const tell = (told: ToPeer) => {
    peer.send(JSON.stringify(told));
    return heard();
  };
  const { environment, world }: Ready = JSON.parse(await heard());
  say(`seed ${SEED}, one request in five meets a fault`);
  const atStart = resources();
  const random = randomOf(SEED);
  const calls = new Calls(world, random);
  const many = new ManyCalls(world, random, calls);
  const receive = (body: unknown, sent: unknown) =>
    verdictsIn(body, sent).forEach((key) => many.receive(key));
  let program = await openProgram(environment, receive);
  let outcomes = new Map<string, number>();
  let sessionsEnded = 0;

  async function wave(size: number, which: 'all' | 'writes' | 'many', sessionEnds = false): Promise<void> {
    const drawn = Array.from({ length: size }, () => (which === 'many' ? many.next() : calls.next(which)));
    let over = false;
    const asked = drawn.map(async (call) => {
      const answered = await ask(program.client, call);
      const { outcome, structured } = answered;
      const gaveUp = call.cancelAfterMs !== undefined ? 'cancelled' : outcome;
      const name = outcome === 'unanswered' ? (over ? 'ended with the session' : gaveUp) : outcome;
      outcomes.set(name, (outcomes.get(name) ?? 0) + 1);
      const found = which === 'many' ? many.answered(call, answered) : [];
      if (outcome === 'success' && structured) calls.succeeded(call, structured);
      return [...answered.promises, ...found.map((key): Promised => ({ key, least: 1, most: 1 }))];
    });
    if (sessionEnds) {
      await later(Math.floor(random() * MOST_UNTIL_END_MS));
      over = true;
      await program.close();
    }
    await tell({ kind: 'promise', promises: (await Promise.all(asked)).flat() });
    await program.idle();
    if (sessionEnds) await startAnew();
    await pass(sessionEnds ? QUIET_MS : 55_000);
  }

  async function startAnew(): Promise<void> {
    await tell({ kind: 'settle' });
    sessionsEnded += 1;
    many.sessionEnded();
    program = await openProgram(environment, receive);
  }

  /** @param least milliseconds; up to 20 s more go by */
  async function pass(least: number): Promise<void> {
    const ms = least + Math.floor(random() * 20_000);
    await tell({ kind: 'jump', ms });
    jump(ms);
  }

  async function waves(total: number, which: 'all' | 'writes'): Promise<void> {
    for (let left = total; left > 0; left -= WAVE) await wave(Math.min(WAVE, left), which);
  }

  async function manyWaves(): Promise<void> {
    for (let waves = 1; many.count < MANY; waves += 1)
      await wave(MANY_TOGETHER, 'many', waves % WAVES_A_SESSION === 2);
    // What was cancelled, pending or not sent is asked for until each verdict has been heard.
    while (many.unfinished) await wave(Math.min(FOLLOW_UPS_TOGETHER, many.unfinished), 'many');
  }

  async function reportMany(): Promise<void> {
    await report(`${MANY} calls of many conversations`);
    const { received, lost } = many.verdicts;
    say(
      `  ${sessionsEnded} ${sessionsEnded === 1 ? 'session' : 'sessions'} ended; ${received} verdicts received, ${lost} lost`,
    );
    claim(lost === 0 && received > 0, 'verdicts');
  }

  async function report(what: string): Promise<void> {
    const { writes, lost, doubled, denied, ...seen }: Report = JSON.parse(await tell({ kind: 'report' }));
    const unanswered = outcomes.get('unanswered') ?? 0;
    const broken = (outcomes.get('internal') ?? 0) + (outcomes.get('miscounted') ?? 0);
    say(`${what}: ${seen.requests} requests, ${seen.faults} faults`);
    say(`  answers: ${[...outcomes].map(([outcome, times]) => `${times} ${outcome}`).join(', ')}`);
    say(`  ${writes} things to write: ${lost} lost, ${doubled} doubled, ${denied} done but denied`);
    say(
      `  ${unanswered} calls unanswered, ${seen.excess} requests above 90 % of a limit in a sliding minute`,
    );
    claim(lost + doubled + denied + unanswered + broken + seen.excess === 0, what);
    outcomes = new Map();
  }

  await tell({ kind: 'weather', weather: 'mixed' });
  await waves(WARM, 'all');
  program.forget();
  const before = heap();
  await waves(CALLS - WARM, 'all');
  const full = heap();
  program.forget();
  const after = heap();
  await report(`${CALLS} calls`);
  await tell({ kind: 'weather', weather: 'mixed' });
  await manyWaves();
  await reportMany();
  await tell({ kind: 'weather', weather: 'lost answers' });
  await waves(LOST, 'writes');
  await report(`${LOST} writes whose answers are lost`);

  await program.close();
  for (let turns = 0; resources() !== atStart && turns < 10_000; turns += 1) await turn();
  const ratio = after / before;
  say(`heap after ${WARM} calls ${mib(before)}, after ${CALLS} ${mib(after)} (× ${ratio.toFixed(2)});`);
  say(`  kept results had taken another ${mib(full - after)}`);
  say(`sockets and timers after the end: ${resources() === atStart ? 'as at the start' : resources()}`);
  // A short run ends before its caches have found their size.
  claim(ratio < 1.2 || CALLS < 2_000, 'heap');
  claim(resources() === atStart, 'resources');
  peer.disconnect();
}

function mib(bytes: number): string {
  return `${(bytes / 1024 / 1024).toFixed(1)} MiB`;
}

/** Bytes in use once all garbage is collected. */
function heap(): number {
  globalThis.gc?.();
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}

/** What keeps this process alive. */
function resources(): string {
  return process.getActiveResourcesInfo().sort().join(', ');
}

await (process.argv[2] === 'peer' ? servePeer(SEED) : soak());
