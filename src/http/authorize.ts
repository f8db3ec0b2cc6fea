import type { Exchange } from './exchange.ts';
import type { Session } from './token-provider.ts';

/** Sends the session's current token with every attempt, and tells the session what became of it. */
export function auth(exchange: Exchange, session: Session): Exchange {
  return async (attempt) => {
    const token = await session.token(attempt.bounds);
    const reply = await exchange({
      ...attempt,
      headers: { ...attempt.headers, authorization: `Bearer ${token}` },
    });
    if (reply.status === 401) return { ...reply, renewable: session.refused(token) };
    session.accepted(token);
    return reply;
  };
}
