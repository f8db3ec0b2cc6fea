import { unknownName } from '../protocol/protocolError.ts';
import { FIXED, TEMPLATES } from './families.ts';
import { NOTHING, type Suggested, type Suggestions } from './suggestions.ts';

/** What a variable of a template may become. A fixed resource has none, which is no error. */
export async function completeResource(
  uri: string,
  argument: { readonly name: string; readonly value: string },
  others: Readonly<Record<string, string>>,
  suggestions: Suggestions,
): Promise<Suggested> {
  const families = [...FIXED, ...TEMPLATES];
  if (!families.some((each) => each.uri === uri)) {
    throw unknownName(
      'resource template',
      uri,
      families.map((each) => each.uri),
    );
  }
  if (!uri.includes(`{${argument.name}}`)) return NOTHING;
  return argument.name === 'metric_id'
    ? suggestions.metricIds(argument.value)
    : suggestions.versions(others.metric_id, argument.value);
}
