/** Stands in for `defineTool` of the program where a plain server is built: a tool as it is written. */
export function defineTool<T>(tool: T): T {
  return tool;
}
