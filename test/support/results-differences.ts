/**
 * Where two pieces of data differ: numbers by more than a relative error of 1e-9 (ends of intervals, which come from
 * an iteration, 1e-6); fields that are not expected aside.
 */
export function differences(actual: unknown, expected: unknown, where: string): string[] {
  if (typeof expected === 'number' && typeof actual === 'number') {
    const allowed = where.includes('ci95') ? 1e-6 : 1e-9;
    const near = Math.abs(actual - expected) <= allowed * Math.max(1, Math.abs(expected));
    return near ? [] : [`${where}: ${actual} instead of ${expected}`];
  }
  if (typeof expected !== 'object' || expected === null)
    return actual === expected ? [] : [`${where}: ${String(actual)} instead of ${String(expected)}`];
  const parts = new Map<string, unknown>(typeof actual === 'object' && actual ? Object.entries(actual) : []);
  const length = Array.isArray(expected) && parts.size !== expected.length;
  return [
    ...(length ? [`${where}: ${parts.size} parts`] : []),
    ...Object.entries(expected).flatMap(([key, each]) =>
      differences(parts.get(key), each, `${where}.${key}`),
    ),
  ];
}
