import type { Exchange } from './exchange.ts';
import type { TokenProvider } from './token-provider.ts';

/** Sends the current token with every attempt, and tells the provider what became of it. */
export function authorize(exchange: Exchange, tokens: TokenProvider): Exchange {
  return async (attempt) => {
    const token = await tokens.token(attempt.bounds);
    const reply = await exchange({
      ...attempt,
      headers: { ...attempt.headers, authorization: `Bearer ${token}` },
    });
    if (reply.status === 401) return { ...reply, renewable: tokens.refused(token) };
    tokens.accepted(token);
    return reply;
  };
}
