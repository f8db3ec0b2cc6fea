// Whatever no start of a server waits for. It stands in one file, so that the build makes one part of it.
export { openApp } from '../app.ts';
export { connect } from '../connect.ts';
export { appMethods } from '../mcp/app-methods.ts';
