// The commands for people at a shell, which no server needs.
export { connect } from './on-demand.ts';
export { call } from './call.ts';
export { check, unreadableReport } from './check.ts';
export { report } from './report.ts';
export { runSandbox } from './sandbox.ts';
