import type { RequestHandlerExtra } from '@modelcontextprotocol/sdk/shared/protocol.js';
import type {
  JSONRPCRequest,
  ServerNotification,
  ServerRequest,
  ServerResult,
} from '@modelcontextprotocol/sdk/types.js';
import * as z from 'zod';
import { placeOf } from '../errors.ts';
import { mapStrings } from '../json.ts';
import type { Log } from '../log.ts';
import { misspelt } from '../text/nearest.ts';
import { ProtocolError } from './protocol-error.ts';

export type Extra = RequestHandlerExtra<ServerRequest, ServerNotification>;
export type Method = (params: unknown, extra: Extra) => ServerResult | Promise<ServerResult>;

/** What an app answers, and so is not there before one is loaded. */
export const APP_METHODS = [
  'tools/call',
  'resources/list',
  'resources/templates/list',
  'resources/read',
  'prompts/list',
  'prompts/get',
  'completion/complete',
] as const;
export type AppMethod = (typeof APP_METHODS)[number];

/** A method of the protocol: params that do not fit are answered with invalid params, naming each that is wrong. */
export function method<P extends z.ZodObject>(
  schema: P,
  answer: (params: z.output<P>, extra: Extra) => ServerResult | Promise<ServerResult>,
): Method {
  return (params, extra) => {
    const read = schema.safeParse(params ?? {});
    if (read.success) return answer(read.data, extra);
    const problems = read.error.issues.map(
      ({ path, message }) => `${path.join('.') || 'params'}: ${message.replace(/^Invalid input: /, '')}`,
    );
    throw new ProtocolError('invalidParams', `Invalid params: ${problems.join('; ')}`);
  };
}

/** Params of a list of one page: it gives no cursor, so that whatever comes as one is wrong. */
export const onePage = z.object({
  cursor: z.null({ error: 'this list has one page and no cursor' }).optional(),
});

/**
 * One door for every request. What leaves through it holds no secret, and a fault of our own shows nothing of the
 * inside: the SDK by itself would send an exception's message to the client.
 */
export function dispatcher(
  methods: Readonly<Record<string, Method>>,
  redact: (text: string) => string,
  log: Log,
): (request: JSONRPCRequest, extra: Extra) => Promise<ServerResult> {
  return async ({ method: name, params }, extra) => {
    try {
      const answer = Object.hasOwn(methods, name) ? methods[name] : undefined;
      if (!answer) {
        // A method that the protocol has and this server has not is no typing error: nothing is near to it.
        const near = misspelt(name, Object.keys(methods));
        const hint = near === undefined ? '' : `; the nearest is ${near}`;
        throw new ProtocolError('methodNotFound', `Method not found${hint}`);
      }
      return mapStrings(await answer(params, extra), redact);
    } catch (error) {
      if (error instanceof ProtocolError) {
        const { message, data } = mapStrings({ message: error.message, data: error.data }, redact);
        throw Object.assign(error, { message, data });
      }
      log.error('a request failed from within', { method: name, at: placeOf(error) });
      throw new ProtocolError('internalError', 'Internal error');
    }
  };
}
