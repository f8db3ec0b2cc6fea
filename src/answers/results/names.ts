import { cut } from '../../untrusted.ts';
import { inline } from '../words.ts';

const NAMES_SAID = 20;
const NAME_LENGTH = 80;

/** Names in a sentence: long ones cut, and of many the first twenty. */
export function namesInWords(names: readonly string[]): string {
  const said = names.slice(0, NAMES_SAID).map((name) => cut(inline(name), NAME_LENGTH));
  const more = names.length - said.length;
  return `${said.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
