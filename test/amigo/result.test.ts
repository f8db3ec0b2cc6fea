import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readResult } from '../../src/amigo/result.ts';
import { resultSchema } from '../support/result-schema.ts';

const id = fc.stringMatching(/^[a-f0-9]{24}$/);
/** What looks like text, and is not all to be seen. */
const text = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.constantFrom('', '\u200b', 'post-session', 'yes\u200b', 'a\u202eb', '👩\u200d🚒', 'x'.repeat(200)),
);
const time = fc.oneof(
  fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
  fc.constantFrom('2026-11-20T10:00:00', '2026-11-20T10:00:00+02:00', '2026-11-20', 'yesterday', ''),
);
const anything = fc.oneof(
  fc.constantFrom(null, undefined, 0, -0, 1, 1.5, -1, 2 ** 53, Number.POSITIVE_INFINITY, Number.NaN, true),
  fc.constantFrom<unknown>(
    {},
    [],
    [1],
    ['a', null],
    'a1b2c3d4e5f6a1b2c3d4e5f6\n',
    'A1B2C3D4E5F6A1B2C3D4E5F6',
  ),
  text,
  id,
);
/** Mostly as it should be; else missing, or anything. */
const mostly = (value: fc.Arbitrary<unknown>) =>
  fc.oneof({ weight: 20, arbitrary: value }, { weight: 1, arbitrary: anything });
const absentOr = (value: fc.Arbitrary<unknown>) => mostly(fc.option(value, { freq: 3 }));

const source = fc.record(
  {
    type: absentOr(text),
    conversation_id: absentOr(fc.oneof(id, text)),
    evaluate_to_interaction_id: absentOr(text),
    simulation_unit_test_set_run_id: absentOr(text),
    unit_test_id: absentOr(text),
    run_index: absentOr(fc.integer()),
    references: absentOr(fc.array(mostly(text), { maxLength: 4 })),
    of_tomorrow: anything,
  },
  { requiredKeys: [] },
);
const FIELDS = {
  id: mostly(fc.oneof(id, text)),
  metric_id: mostly(id),
  metric_version: mostly(fc.integer({ min: 1 })),
  result: mostly(fc.oneof(fc.boolean(), fc.double({ noNaN: true }), text, fc.constant(null))),
  justification: mostly(text),
  source: mostly(source),
};
const sent = fc.oneof(
  { weight: 30, arbitrary: fc.record({ ...FIELDS, created_at: absentOr(time) }) },
  { weight: 5, arbitrary: fc.record({ ...FIELDS, created_at: time }, { requiredKeys: [] }) },
  { weight: 1, arbitrary: anything },
);

describe('readResult', () => {
  it('takes what the schema takes, and makes the same of it', () => {
    let read = 0;
    let refused = 0;
    fc.assert(
      fc.property(sent, (row) => {
        const { data } = resultSchema.safeParse(row);
        if (data) read += 1;
        else refused += 1;
        expect(readResult(row)).toStrictEqual(data);
      }),
      { numRuns: 4_000 },
    );
    // Otherwise one of the two would hardly have been tried.
    expect(read).toBeGreaterThan(500);
    expect(refused).toBeGreaterThan(500);
  });

  it('lets no field through that it does not know', () => {
    const row = {
      id: 'r',
      metric_id: 'a1b2c3d4e5f6a1b2c3d4e5f6',
      metric_version: 1,
      result: 1,
      justification: '',
      source: { secret: 'of the source' },
      secret: 'of the result',
    };
    expect(JSON.stringify(readResult(row))).not.toContain('secret');
  });
});
