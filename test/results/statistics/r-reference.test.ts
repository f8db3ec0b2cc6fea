import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { blandAltman, correctedRate, kappa } from '../../../src/results/statistics/agreement.ts';
import { exactMidP, mcNemarMidP } from '../../../src/results/statistics/exact-mid-p.ts';
import { holm } from '../../../src/results/statistics/holm.ts';
import {
  meanDifference,
  pairedMeanDifference,
  stratifiedMeanDifference,
} from '../../../src/results/statistics/mean-difference.ts';
import { normalTail } from '../../../src/results/statistics/normal.ts';
import { quantile } from '../../../src/results/statistics/quantile.ts';
import { rankSumP, signedRankP } from '../../../src/results/statistics/ranks.ts';
import {
  pairedRateDifference,
  rateDifference,
  stratifiedRateDifference,
} from '../../../src/results/statistics/rate-difference.ts';
import { studentInterval } from '../../../src/results/statistics/student-interval.ts';
import { studentTTail } from '../../../src/results/statistics/student-t.ts';
import { meanTrend, rateTrend } from '../../../src/results/statistics/trend.ts';
import { describe } from '../../../src/results/statistics/descriptive.ts';
import { wilsonInterval } from '../../../src/results/statistics/wilson-interval.ts';

const FORMULAS = {
  blandAltman,
  correctedRate,
  describe,
  exactMidP,
  holm,
  kappa,
  mcNemarMidP,
  meanDifference,
  meanTrend,
  normalTail,
  pairedMeanDifference,
  pairedRateDifference,
  quantile,
  rankSumP,
  rateDifference,
  rateTrend,
  signedRankP,
  stratifiedMeanDifference,
  stratifiedRateDifference,
  studentInterval,
  studentTTail,
  wilsonInterval,
};

interface Case {
  readonly formula: keyof typeof FORMULAS;
  readonly arguments: readonly unknown[];
  readonly expected: unknown;
}

/** Made by r-reference.R, which says how. R_REFERENCE names another file of cases. */
const file = process.env['R_REFERENCE'] ?? path.join(import.meta.dirname, 'r-reference.jsonl');
const cases = readFileSync(file, 'utf8')
  .trim()
  .split('\n')
  .map((line): Case => JSON.parse(line));

test.each(Object.keys(FORMULAS))('%s gives what R gives', (name) => {
  const wrong = cases
    .filter(({ formula }) => formula === name)
    .map((row) => ({ ...row, found: Reflect.apply(FORMULAS[row.formula], undefined, row.arguments) }))
    .filter(({ found, expected }) => !near(found, expected, /(?:P|Tail)$/.test(name)));
  expect(wrong).toEqual([]);
  expect(cases.some(({ formula }) => formula === name)).toBe(true);
});

/** Numbers to a relative error of 1e-9, or to an absolute one of 1e-11 where they are no p; fields not expected aside. */
function near(found: unknown, expected: unknown, isP: boolean): boolean {
  if (typeof expected === 'number') {
    if (typeof found !== 'number') return false;
    return Math.abs(found - expected) <= Math.max(1e-9 * Math.abs(expected), isP ? 1e-300 : 1e-11);
  }
  if (typeof expected !== 'object' || expected === null) return found === expected;
  const fields = new Map<string, unknown>(Object.entries(found ?? {}));
  return Object.entries(expected).every(([key, value]) => near(fields.get(key), value, key === 'p'));
}
