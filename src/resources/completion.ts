import { ProtocolError } from '../server/protocolError.ts';
import { FIXED, TEMPLATES } from './families.ts';
import { NOTHING, type Suggested, type Suggestions } from './suggestions.ts';

/** What a variable of a template may become. A fixed resource has none, which is no error. */
export async function completeResource(
  uri: string,
  argument: { readonly name: string; readonly value: string },
  others: Readonly<Record<string, string>>,
  suggestions: Suggestions,
): Promise<Suggested> {
  const family = [...FIXED, ...TEMPLATES].find((each) => each.uri === uri);
  if (!family) throw new ProtocolError('invalidParams', `Unknown resource template ${JSON.stringify(uri)}`);
  if (!uri.includes(`{${argument.name}}`)) return NOTHING;
  return argument.name === 'metric_id'
    ? suggestions.metricIds(argument.value)
    : suggestions.versions(others.metric_id, argument.value);
}
