import { expect } from 'vitest';

/** Fails unless the two numbers agree to a relative error (of the larger one, or of 1 when both are smaller). */
export function expectNear(actual: number | null | undefined, wanted: number, relative: number): void {
  const scale = Math.max(1, Math.abs(wanted));
  expect(Math.abs((actual ?? NaN) - wanted) / scale, `${actual} for ${wanted}`).toBeLessThanOrEqual(relative);
}
