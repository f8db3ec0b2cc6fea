import type { IncomingHttpHeaders } from 'node:http';
import { MEMBERS, ORGANIZATION, type Member } from './organization.ts';
import { Refusal } from './refusal.ts';

const LIFETIME_MS = 60 * 60_000;

export interface Token {
  readonly token: string;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
}

/** Who holds which token, and until when. */
export class Tokens {
  readonly #held = new Map<string, { readonly member: Member; readonly expiresAt: number }>();
  readonly #now: () => number;

  /** @param now the sandbox's time in epoch milliseconds. */
  constructor(now: () => number) {
    this.#now = now;
  }

  /**
   * A token for an hour.
   * @throws {Refusal} 422 for a missing header, 401 for credentials that do not belong together.
   */
  signIn(headers: IncomingHttpHeaders): Token {
    const [key, keyId, userId] = ['x-api-key', 'x-api-key-id', 'x-user-id'].map((name) => headers[name]);
    const missing = Object.entries({ 'x-api-key': key, 'x-api-key-id': keyId, 'x-user-id': userId })
      .filter(([, value]) => value === undefined)
      .map(([name]) => ({ type: 'missing', loc: ['header', name], msg: 'Field required' }));
    if (missing.length > 0) throw new Refusal(422, missing);
    const member = MEMBERS.find((known) => known.userId === userId);
    if (!member || member.key !== key || member.keyId !== keyId) {
      throw new Refusal(401, 'Invalid API key.');
    }
    const now = this.#now();
    for (const [token, { expiresAt }] of this.#held) if (expiresAt <= now) this.#held.delete(token);
    // It opens what anybody may see: real randomness would take a fiftieth of the way to a first answer.
    const token = Array.from({ length: 4 }, () => Math.random().toString(36).slice(2)).join('');
    this.#held.set(token, { member, expiresAt: now + LIFETIME_MS });
    return { token, expiresAt: now + LIFETIME_MS };
  }

  /**
   * Whose token a request carries.
   * @throws {Refusal} 401 without one, with an unknown or an expired one, or with one of another organization.
   */
  holder(headers: IncomingHttpHeaders): Member {
    const token = /^bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1] ?? '';
    const held = this.#held.get(token);
    const issuer = headers['x-org-id'] ?? ORGANIZATION;
    if (held && held.expiresAt > this.#now() && issuer === ORGANIZATION) return held.member;
    throw new Refusal(401, 'Invalid authorization credentials.', { 'WWW-Authenticate': 'Bearer' });
  }
}
