import { crc32, deflateRawSync, inflateRawSync } from 'node:zlib';
import * as z from 'zod';
import { CallError } from '../../errors.ts';

const LARGEST = 64 * 1024;
/** What tokens hold again and again need not travel: half of a token's length. */
const dictionary = Buffer.from(
  '["resources",{"token":["versions",{"metric_id":"","version":"latest","sort_by":"+version","sort_by":"-version","next":' +
    '["metrics",{"id":["applied_to_service":["type":["boolean","numerical","categorical"],"creator":["tag":["is_deleted":true,"sort_by":"+updated_at"' +
    ',"sort_by":"-updated_at","include_latest_version":true,"include_latest_version":false,"position":{"shown":0,"page":' +
    '["week","month","source_type","conversation_id","unit_test_id","+created_at","rows","failing","passing","not_applicable"' +
    ',"simulation","manual","post-session","criterion":{"type":"categorical","expected":["criterion":{"type":"boolean","expected":true}' +
    ',"criterion":{"type":"numerical","verb":">=","threshold":,"group_by":"day","timezone":"Europe/America/","examples":' +
    '"compare":"none","baseline":{"after":17,"before":17},"where":{"metricId":"","read_at_most":50000,"only":"' +
    ',"order":"+created_at","sourceTypes":["conversations":["runs":["' +
    '["results",{"q":{"filters":{"after":17,"before":17,"metrics":["-"]},"view":"rows"},"at":[[17,"500","',
);

/** An opaque string that holds all that a continuation needs; `kind` keeps one tool's from another's. */
export function encodeToken(kind: string, state: unknown): string {
  const text = JSON.stringify([kind, state]);
  return Buffer.concat([sumOf(text), deflateRawSync(text, { dictionary })]).toString('base64url');
}

/** @throws {CallError} `invalid_input` for anything that `encodeToken` did not make for this kind. */
export function decodeToken<T>(kind: string, token: string, state: z.ZodType<T>): T {
  const read = z.tuple([z.literal(kind), state]).safeParse(unpack(token.trim()));
  if (read.success) return read.data[1];
  throw new CallError(
    'invalid_input',
    'continuation_token is not one that this tool gave.',
    'Pass it exactly as it came in the last answer, or leave it out to start again.',
  );
}

function unpack(token: string): unknown {
  try {
    const packed = Buffer.from(token, 'base64url');
    const options = { dictionary, maxOutputLength: LARGEST };
    const text = inflateRawSync(packed.subarray(SUM_BYTES), options).toString('utf8');
    return sumOf(text).equals(packed.subarray(0, SUM_BYTES)) ? JSON.parse(text) : undefined;
  } catch {
    return undefined;
  }
}

const SUM_BYTES = 4;

/** Tells a token that was copied with one character wrong from one that asks something else. */
function sumOf(text: string): Buffer {
  const sum = Buffer.alloc(SUM_BYTES);
  sum.writeUInt32BE(crc32(text));
  return sum;
}
