import fc from 'fast-check';

/**
 * Properties meet the same cases in every run, so that a red one speaks of a change and not of luck.
 * PROPERTY_RUNS asks for new ones, and for how many where a test does not say it itself.
 */
const runs = process.env['PROPERTY_RUNS'];
fc.configureGlobal(runs === undefined ? { seed: 20_260_101 } : { numRuns: Number(runs) });
