import { describe, expect, it } from 'vitest';
import { OPERATIONS, type MetricOperation } from '../../src/amigo/operations.ts';
import { TOOLS } from '../../src/tools/index.ts';
import { published, PUBLISHED } from '../support/contract.ts';

const SIGN_IN = 'sign-in-with-api-key';
/** Tools that are no operation of their own, but rest on some of them. */
const COMPOSED: readonly string[] = [];
const rows: readonly MetricOperation[] = Object.values(OPERATIONS);

it('is all of the contract, a tool for each', () => {
  const ids = PUBLISHED.map(({ operationId }) => operationId).filter((id) => id !== SIGN_IN);
  expect(rows.map(({ id }) => id).sort()).toEqual(ids.sort());
  const tools = [...ids.map((id) => id.replaceAll('-', '_')), ...COMPOSED];
  expect(TOOLS.map(({ name }) => name).sort()).toEqual(tools.sort());
});

describe.each(rows.map((row) => [row.id, row] as const))('%s', (id, row) => {
  const its = published(id);

  it('has the method, the path to the last slash, the limit and the permissions', () => {
    const { method, path, limitPerMinute, permissions } = row;
    expect({ method, path, limitPerMinute, permissions }).toEqual({
      method: its.method,
      path: its.path,
      limitPerMinute: its['x-rate-limit-per-minute'],
      permissions: its['x-permissions'],
    });
  });

  it('reads pages as large as they may be', () => {
    const limit = its.parameters.find(({ name }) => name === 'limit');
    expect(row.pageSize).toBe(limit?.schema.maximum);
  });

  it('is repeatable exactly when it only reads', () => {
    expect(row.kind).toBe(its.method === 'GET' ? 'read' : 'write');
  });
});
