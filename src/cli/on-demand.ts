// Whatever no start of a server waits for. It stands in one file, so that the build makes one part of it.
export { openApp } from '../app.ts';
export { connect } from '../connect.ts';
export { appMethods } from '../mcp/app-methods.ts';
export { call } from './call.ts';
export { check, unreadableReport } from './check.ts';
export { report } from './report.ts';
export { runSandbox } from './sandbox.ts';
