import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { deferred, type Bounds } from '../../src/deadline.ts';
import { HttpError, SIGN_IN } from '../../src/errors.ts';
import { readyToken, SignInTokenProvider, type Token } from '../../src/http/token-provider.ts';
import { createLog } from '../../src/log.ts';
import { bounds, failure } from './client.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance', 'Date', 'setTimeout', 'clearTimeout'] });
});
afterEach(() => {
  vi.useRealTimers();
});

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const lost = new HttpError('lost', { code: 'network', operation: SIGN_IN, executed: 'maybe' });
const wrongKey = new HttpError('no', {
  code: 'unauthenticated',
  operation: SIGN_IN,
  status: 401,
  executed: 'no',
});

/** A provider whose sign-ins end as listed, the last one again and again; and how many there were. */
function providerOf(...outcomes: readonly (number | HttpError | Promise<HttpError> | 'hangs')[]) {
  const signIns = { count: 0 };
  async function signIn(): Promise<Token> {
    const number = ++signIns.count;
    const outcome = await (outcomes[Math.min(number, outcomes.length) - 1] ?? lost);
    if (outcome === 'hangs') return new Promise(() => {});
    if (outcome instanceof HttpError) throw outcome;
    return { value: `token-${number}`, lifetimeMs: outcome };
  }
  const log = createLog('error', { redact: (text) => text }, () => {});
  const provider = new SignInTokenProvider(signIn, new AbortController().signal, log);
  return { signIns, provider, token: () => provider.token(bounds(20_000)) };
}

test('a token of an hour is renewed five minutes before its end, in the background', async () => {
  const { signIns, token } = providerOf(HOUR);
  expect(await token()).toBe('token-1');
  vi.advanceTimersByTime(HOUR - 5 * MINUTE - 1);
  expect(await token()).toBe('token-1');
  expect(signIns.count).toBe(1);
  vi.advanceTimersByTime(1);
  expect(await token()).toBe('token-1');
  await vi.advanceTimersByTimeAsync(0);
  expect(await token()).toBe('token-2');
  expect(signIns.count).toBe(2);
});

test('a sign-in that fails for a hurried caller is tried again for those with time, once for all of them', async () => {
  const { signIns, provider, token } = providerOf(lost, HOUR);
  const hurried = failure(provider.token(bounds(100)));
  const patient = [token(), token(), token()];
  expect(await hurried).toMatchObject({ code: 'network', executed: 'no' });
  expect(await Promise.all(patient)).toEqual(['token-2', 'token-2', 'token-2']);
  expect(signIns.count).toBe(2);
});

test('a sign-in that hangs fails the calls that wait for it, and the next call signs in anew', async () => {
  const { signIns, provider } = providerOf('hangs', HOUR);
  const waiting = [5_000, 5_000, 5_000].map((ms) => failure(provider.token(bounds(ms))));
  await vi.advanceTimersByTimeAsync(5_000);
  for (const error of await Promise.all(waiting)) {
    expect(error).toMatchObject({ code: 'timeout', operation: SIGN_IN, executed: 'no' });
  }
  expect(signIns.count).toBe(1);
  expect(await Promise.all([1, 2].map(() => provider.token(bounds(5_000))))).toEqual(['token-2', 'token-2']);
  expect(signIns.count).toBe(2);
});

test('a call that leaves early does not say that the sign-in hangs', async () => {
  const { signIns, provider } = providerOf('hangs', HOUR);
  const caller = new AbortController();
  const left = failure(provider.token(bounds(60_000, { signal: caller.signal })));
  const hurried = failure(provider.token(bounds(1_500)));
  await vi.advanceTimersByTimeAsync(4_000);
  caller.abort();
  await Promise.all([left, hurried]);
  const patient = failure(provider.token(bounds(5_000)));
  await vi.advanceTimersByTimeAsync(5_000);
  await patient;
  expect(signIns.count).toBe(1);
});

test('a sign-in that is refused, or fails for one with as much time, fails for all who wait', async () => {
  for (const [first, ms] of [[wrongKey, 100] as const, [lost, 20_000] as const]) {
    const { signIns, provider, token } = providerOf(first, HOUR);
    const waiting = [provider.token(bounds(ms)), token(), token()].map(failure);
    expect(await Promise.all(waiting)).toHaveLength(3);
    expect(signIns.count).toBe(1);
  }
});

test('a token of ten minutes is renewed one minute before its end', async () => {
  const { signIns, token } = providerOf(10 * MINUTE);
  await token();
  vi.advanceTimersByTime(9 * MINUTE - 1);
  await token();
  expect(signIns.count).toBe(1);
  vi.advanceTimersByTime(1);
  await token();
  expect(signIns.count).toBe(2);
});

test.each([
  ['the network', lost],
  ['a refusal', wrongKey],
])('a token that is still good is used when %s keeps it from being renewed', async (_, fault) => {
  const { signIns, token } = providerOf(HOUR, fault);
  await token();
  vi.advanceTimersByTime(HOUR - 4 * MINUTE);
  for (let call = 0; call < 20; call++) {
    expect(await token()).toBe('token-1');
    await vi.advanceTimersByTimeAsync(1_000);
  }
  // Neither at every call nor never again.
  expect(signIns.count).toBe(fault === lost ? 3 : 2);
  vi.advanceTimersByTime(4 * MINUTE);
  expect(await failure(token())).toMatchObject({ code: fault.code, executed: 'no' });
});

test('a token that is over is not used, and all who wait share one renewal', async () => {
  const { signIns, token } = providerOf(HOUR);
  await token();
  vi.advanceTimersByTime(HOUR);
  expect(await Promise.all([token(), token(), token()])).toEqual(['token-2', 'token-2', 'token-2']);
  expect(signIns.count).toBe(2);
});

test('a refused sign-in is remembered for a minute', async () => {
  const { signIns, token } = providerOf(wrongKey, HOUR);
  await failure(token());
  vi.advanceTimersByTime(MINUTE - 1);
  expect(await failure(token())).toBe(wrongKey);
  expect(signIns.count).toBe(1);
  vi.advanceTimersByTime(1);
  expect(await token()).toBe('token-2');
});

test.each([
  [400, true],
  [401, true],
  [404, true],
  [408, false],
  [429, false],
  [499, true],
  [500, false],
  [307, false],
  [undefined, false],
])('that a sign-in was answered with %s is remembered: %s', async (status, remembered) => {
  const fault = new HttpError('no', { code: 'rejected', operation: SIGN_IN, status, executed: 'no' });
  const { signIns, token } = providerOf(fault, HOUR);
  await failure(token());
  if (remembered) expect(await failure(token())).toBe(fault);
  else expect(await token()).toBe('token-2');
  expect(signIns.count).toBe(remembered ? 1 : 2);
});

test('a call has a sign-in of its own only if it may start a second later than the one it joined, and still may', async () => {
  for (const [ms, signInsMade] of [
    [1_100, 1],
    [1_101, 2],
  ] as const) {
    const { signIns, provider } = providerOf(lost, HOUR);
    const first = failure(provider.token(bounds(100)));
    const second = provider.token(bounds(ms)).catch(() => {});
    await Promise.all([first, second]);
    expect(signIns.count).toBe(signInsMade);
  }
  const failing = deferred();
  const { signIns, provider } = providerOf(
    failing.promise.then(() => lost),
    HOUR,
  );
  const first = failure(provider.token(bounds(100, { deadline: performance.now() + 9_000 })));
  const late = failure(provider.token(bounds(2_000, { deadline: performance.now() + 9_000 })));
  await vi.advanceTimersByTimeAsync(2_001);
  failing.resolve();
  expect(await first).toMatchObject({ code: 'network', executed: 'no' });
  expect(await late).toMatchObject({ code: 'network', executed: 'no' });
  expect(signIns.count).toBe(1);
});

test('a sign-in has half a minute, however little time the call has that needs it', async () => {
  const limits: number[] = [];
  const signIn = async ({ deadline, startBy }: Bounds) => {
    limits.push(deadline - performance.now(), startBy - performance.now());
    return { value: 'token', lifetimeMs: 10 * MINUTE };
  };
  const { signal } = new AbortController();
  const provider = new SignInTokenProvider(
    signIn,
    signal,
    createLog('error', { redact: (text) => text }, () => {}),
  );
  await provider.token(bounds(5_000));
  vi.advanceTimersByTime(9 * MINUTE);
  await provider.token(bounds(5_000));
  await vi.advanceTimersByTimeAsync(10 * MINUTE);
  await provider.token(bounds(50_000));
  expect(limits).toEqual([30_000, 5_000, 30_000, 30_000, 50_000, 50_000]);
});

test('a renewal that fails is told in the log', async () => {
  const lines: string[] = [];
  let fails = false;
  const signIn = async () => {
    if (fails) throw lost;
    return { value: 'token', lifetimeMs: HOUR };
  };
  const log = createLog('warn', { redact: (text) => text }, (line) => lines.push(line));
  const provider = new SignInTokenProvider(signIn, new AbortController().signal, log);
  await provider.token(bounds());
  fails = true;
  vi.advanceTimersByTime(HOUR - MINUTE);
  expect(await provider.token(bounds())).toBe('token');
  await vi.advanceTimersByTimeAsync(0);
  expect(lines).toEqual([
    expect.stringMatching(/ warn the token could not be renewed yet; the old one is still good\n$/),
  ]);
});

test('what is refused or accepted of a token that is not the current one changes nothing', async () => {
  const { signIns, provider, token } = providerOf(HOUR);
  provider.accepted('token-0');
  expect(provider.refused('token-0')).toBe(true);
  await token();
  expect(provider.refused('token-1')).toBe(true);
  await token();
  provider.accepted('token-1');
  expect(provider.refused('token-2')).toBe(false);
  expect(signIns.count).toBe(2);
});

test('a token that was given ready made stays, whatever is said of it', async () => {
  const ready = readyToken('ready-made');
  ready.accepted('ready-made');
  expect(ready.refused('ready-made')).toBe(false);
  expect(await ready.token(bounds())).toBe('ready-made');
});

test('a token that replaced a refused one is not replaced as well, until it was accepted or a minute has passed', async () => {
  const { signIns, provider, token } = providerOf(HOUR);
  await token();
  expect(provider.refused('token-1')).toBe(true);
  expect(await token()).toBe('token-2');
  expect(provider.refused('token-1')).toBe(true);
  expect(provider.refused('token-2')).toBe(false);
  expect(await token()).toBe('token-2');
  provider.accepted('token-2');
  expect(provider.refused('token-2')).toBe(true);
  expect(await token()).toBe('token-3');
  expect(provider.refused('token-3')).toBe(false);
  vi.advanceTimersByTime(MINUTE);
  expect(provider.refused('token-3')).toBe(true);
  expect(signIns.count).toBe(3);
});
