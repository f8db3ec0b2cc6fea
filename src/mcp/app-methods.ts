import type { Server } from '@modelcontextprotocol/sdk/server/index.js';
import type { App } from '../app.ts';
import { Suggestions } from '../resources/suggestions.ts';
import { completionMethods } from './completion.ts';
import type { AppMethod, Method } from './dispatch.ts';
import { askThrough } from './elicitation.ts';
import { promptMethods } from './prompts.ts';
import { resourceMethods } from './resources.ts';
import { toolMethods } from './tools.ts';

export type AppMethods = Readonly<Record<AppMethod, Method>>;

/** The methods that an app answers. @param server what the host is reached through */
export function appMethods(app: App, server: Server): AppMethods {
  const { context, settings, tools } = app;
  const suggestions = new Suggestions(context);
  const changed = async () => {
    suggestions.forget();
    await server.sendResourceListChanged().catch(() => context.log.debug('nobody hears of the changed list'));
  };
  return {
    ...toolMethods(app, changed, () => askThrough(server, settings.redact)),
    ...resourceMethods(app),
    ...promptMethods(tools),
    ...completionMethods(tools, suggestions),
  };
}
