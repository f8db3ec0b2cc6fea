/** From the least to the most. */
export const ACCESS = ['read', 'author', 'full'] as const;
/** The least access setting that lists a tool: `read`, `author` (writes), `full` (deletes). */
export type Access = (typeof ACCESS)[number];

/** Whether a server with this setting lists a tool that needs `needed`. */
export function allows(setting: Access, needed: Access): boolean {
  return ACCESS.indexOf(needed) <= ACCESS.indexOf(setting);
}
